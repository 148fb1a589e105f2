import ApusSerialization
import ApusTensor
import FoundationEssentials
import Synchronization

/// A file of cases: what each is called with, and the arrays that belong to it.
package final class FixtureFile: Sendable {
  /// Its name: `views.safetensors`.
  let fileName: String
  /// Where the numbers were made: "torch", "cpu_vendor", "cpu_capability", "machine", "pillow".
  package let provenance: [String: String]
  /// Cases that only the file knows.
  let cases: [FixtureCase]
  /// The rows of the table whose numbers it has, with their digests.
  private let rows: [String: String]
  private let arrays: [String: NDArray]
  private let read = Mutex<Set<String>>([])

  /// The release of PyTorch that this project is compared with.
  static let torch = "2.13.0"

  /// Reads name.safetensors, or name.json where the cases have no arrays. Throws where it is missing, damaged, or
  /// was made with another PyTorch.
  init(_ name: String, in folder: URL) throws {
    let url = folder.appending(path: "\(name).safetensors")
    let json = folder.appending(path: "\(name).json")
    let (source, bytes): (URL, Data)
    if let found = FileManager.default.contents(atPath: url.path) {
      (source, bytes) = (url, found)
    } else if let found = FileManager.default.contents(atPath: json.path) {
      (source, bytes) = (json, found)
    } else {
      throw FixtureError(
        path: folder.relativePath, reason: "has no file \(name).safetensors or \(name).json",
        isDamage: false)
    }
    fileName = source.lastPathComponent
    do {
      let content = try source == url ? Content(safetensors: url) : Content(json: bytes)
      try FixtureFile.checkChecksum(of: Array(bytes))
      try FixtureFile.checkVersion(content.provenance["torch"])
      provenance = content.provenance.filter { $0.key != "crc32" }
      (cases, rows, arrays) = (content.cases, content.rows, content.arrays)
    } catch let error as SafetensorsError {
      throw FixtureError(path: error.path, reason: error.reason, isDamage: true)
    } catch let problem as CaseProblem {
      throw FixtureError(path: source.relativePath, reason: problem.description, isDamage: true)
    }
  }

  static func checkChecksum(of bytes: [UInt8]) throws {
    guard let (carried, right) = Checksum.written(in: bytes) else {
      throw CaseProblem("carries no checksum")
    }
    if carried != right {
      throw CaseProblem("is damaged: its checksum would be \(right), it carries \(carried)")
    }
  }

  /// "2.13.0+cpu" is 2.13.0.
  static func checkVersion(_ version: String?) throws {
    if version?.prefix(while: { $0 != "+" }) != torch[...] {
      throw CaseProblem("was made with PyTorch \(version ?? "of unknown version"), not \(torch)")
    }
  }

  /// The cases of one item.
  func cases(of item: String) -> [FixtureCase] { cases.filter { $0.item == item } }

  /// Throws where the numbers were computed for another row.
  func requireDigest(_ row: Row, _ item: String) throws {
    if rows[item] != row.digest {
      throw CaseProblem("was not asked of PyTorch as the table now has it: run make_fixtures.py")
    }
  }

  func array(_ key: String) -> NDArray? {
    guard let array = arrays[key] else { return nil }
    read.withLock { _ = $0.insert(key) }
    return array
  }

  /// What nothing has asked for once these items have run: cases of other items, and arrays.
  func leftovers(of items: Set<String>) -> [String] {
    let unknown = Set(cases.map(\.item)).union(rows.keys).subtracting(items).sorted().map {
      "\(fileName): no item is called \($0)"
    }
    let read = read.withLock { $0 }
    let unread = arrays.keys.filter { !read.contains($0) }.sorted()
    guard let first = unread.first else { return unknown }
    return unknown + [
      "\(fileName): arrays that nothing reads: \(unread.count), the first is \(first)"
    ]
  }
}

/// What stands in a file, unchecked.
private struct Content {
  let provenance: [String: String]
  let cases: [FixtureCase]
  let rows: [String: String]
  let arrays: [String: NDArray]

  init(safetensors url: URL) throws {
    let file = try SafetensorsFile(url)
    let (manifest, digests) = (file.metadata["cases"], file.metadata["rows"])
    if manifest == nil && digests == nil { throw CaseProblem("its metadata lists no cases") }
    cases = try manifest.map { try decoded(Data($0.utf8), "its list of cases") } ?? []
    rows = try digests.map { try decoded(Data($0.utf8), "its list of rows") } ?? [:]
    provenance = file.metadata.filter { !["cases", "rows"].contains($0.key) }
    arrays = try file.tensors
  }

  init(json: Data) throws {
    let file: JSONFile = try decoded(json, "the file")
    (provenance, cases, rows, arrays) = (file.provenance, file.cases, [:], [:])
  }

  private struct JSONFile: Decodable {
    let provenance: [String: String]
    let cases: [FixtureCase]
  }
}

private func decoded<T: Decodable>(_ json: Data, _ name: String) throws -> T {
  do {
    return try JSONDecoder().decode(T.self, from: json)
  } catch {
    throw CaseProblem("\(name) cannot be read: \(words(for: error))")
  }
}

private func words(for error: any Error) -> String {
  switch error {
  case DecodingError.keyNotFound(let key, let context):
    "\(place(context.codingPath + [key])) is missing"
  case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
    "\(place(context.codingPath)) is of another kind than belongs there"
  case DecodingError.dataCorrupted(let context):
    context.codingPath.isEmpty
      ? "it is no JSON" : "\(place(context.codingPath)) has no value that belongs there"
  default: "\(error)"
  }
}

/// `cases[3].operands`
private func place(_ path: [any CodingKey]) -> String {
  let text = path.reduce("") { text, key in
    text + (key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? "" : ".") + key.stringValue)
  }
  return text.isEmpty ? "the whole" : text
}
