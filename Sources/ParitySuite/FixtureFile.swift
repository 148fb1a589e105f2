import FoundationEssentials
import Serialization
import Synchronization
import Tensor

/// A file of cases: what each is called with, and the arrays that belong to it.
package final class FixtureFile: Sendable {
  package let name: String
  /// Where the numbers were made: "torch", "cpu_vendor", "cpu_capability", "machine".
  package let provenance: [String: String]
  let cases: [FixtureCase]
  private let arrays: [String: NDArray]
  private let read = Mutex<Set<String>>([])

  /// Reads name.safetensors, or name.json where the cases have no arrays.
  init(_ name: String, in folder: URL) throws {
    self.name = name
    let url = folder.appending(path: "\(name).safetensors")
    let json = folder.appending(path: "\(name).json")
    if FileManager.default.fileExists(atPath: url.path) {
      let file = try FixtureFile.readSafetensors(url)
      guard let manifest = file.metadata["cases"] else {
        throw FixtureError(
          path: url.relativePath, reason: "its metadata lists no cases", isDamage: true)
      }
      cases = try FixtureFile.decode([FixtureCase].self, from: Data(manifest.utf8), url)
      (provenance, arrays) = (file.metadata.filter { $0.key != "cases" }, file.tensors)
    } else if let data = FileManager.default.contents(atPath: json.path) {
      let content = try FixtureFile.decode(JSONFile.self, from: data, json)
      cases = content.cases
      (provenance, arrays) = (content.provenance, [:])
    } else {
      throw FixtureError(
        path: folder.relativePath, reason: "has no file \(name).safetensors or \(name).json",
        isDamage: false)
    }
  }

  private struct JSONFile: Decodable {
    let provenance: [String: String]
    let cases: [FixtureCase]
  }

  private static func readSafetensors(_ url: URL) throws -> SafetensorsFile {
    do {
      return try SafetensorsFile(url)
    } catch let error as SafetensorsError {
      throw FixtureError(path: error.path, reason: error.reason, isDamage: true)
    }
  }

  private static func decode<T: Decodable>(_: T.Type, from data: Data, _ url: URL) throws -> T {
    do {
      return try JSONDecoder().decode(T.self, from: data)
    } catch {
      throw FixtureError(
        path: url.relativePath, reason: "its list of cases cannot be read: \(words(for: error))",
        isDamage: true)
    }
  }

  private static func words(for error: any Error) -> String {
    switch error {
    case DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context),
      DecodingError.valueNotFound(_, let context), DecodingError.typeMismatch(_, let context):
      context.debugDescription
    default: "\(error)"
    }
  }

  /// The cases of one item, each with its number.
  func cases(of item: String) -> [(key: String, example: FixtureCase)] {
    cases.filter { $0.item == item }.enumerated().map { ("\(item)/\($0)", $1) }
  }

  func array(_ key: String) -> NDArray? {
    guard let array = arrays[key] else { return nil }
    read.withLock { _ = $0.insert(key) }
    return array
  }

  /// What nothing has asked for once these items have run: cases of other items, and arrays.
  func leftovers(of items: Set<String>) -> [String] {
    let unknown = Set(cases.map(\.item)).subtracting(items).sorted().map {
      "\(name): no item is called \($0)"
    }
    let read = read.withLock { $0 }
    let unread = arrays.keys.filter { !read.contains($0) }.sorted()
    guard let first = unread.first else { return unknown }
    return unknown + ["\(name): \(unread.count) arrays that nothing reads, the first is \(first)"]
  }
}

/// One call: the item that makes it, a name for people, and arguments.
struct FixtureCase: Decodable, Sendable {
  let item: String
  let name: String
  let arguments: Arguments
  /// The floating-point types that it runs in; empty where it has none of its own.
  let dtypes: [DType]
  /// How many inputs x0, x1, ... an operation has.
  let operands: Int
  /// How each of them lies in memory, and its type where it is not that of the case; empty where there is nothing
  /// to say of any.
  let inputs: [InputForm]
  /// Highest order of derivatives that are compared: 0, 1 or 2.
  let order: Int

  private enum CodingKeys: String, CodingKey {
    case item, name, dtypes, operands, inputs, order
    case arguments = "args"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    item = try container.decode(String.self, forKey: .item)
    name = try container.decode(String.self, forKey: .name)
    arguments =
      try container.decodeIfPresent(Arguments.self, forKey: .arguments) ?? Arguments()
    let names = try container.decodeIfPresent([String].self, forKey: .dtypes)
    dtypes = try (names ?? ["float32", "float64"]).map { name in
      guard let dtype = DType(rawValue: name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .dtypes, in: container, debugDescription: "no type is called \(name)")
      }
      return dtype
    }
    operands = try container.decodeIfPresent(Int.self, forKey: .operands) ?? 0
    inputs = try container.decodeIfPresent([InputForm].self, forKey: .inputs) ?? []
    order = try container.decodeIfPresent(Int.self, forKey: .order) ?? 2
  }
}
