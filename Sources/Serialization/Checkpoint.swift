import ApusFiles
public import ApusTensor
public import FoundationEssentials

/// Several state dicts in one file: the model's, the optimizer's, the schedule's.
///
///     let checkpoint = try loadCheckpoint(url)
///     try net.load(checkpoint["model"])
///     try optimizer.load(checkpoint["optimizer"])
///
/// The file is a safetensors file in which the key of an array is the name of its part, a dot, and the
/// array's name: `model.fc.weight`. A part's name has no dot.
public struct Checkpoint: Sendable {
  public let url: URL
  /// The text that the writer attached, empty where it attached none.
  public let metadata: [String: String]
  private let file: SafetensorsFile
  /// Of each part, the names of its arrays and their keys in the file.
  private let arrays: [String: [(name: String, key: String)]]

  /// The names of the parts, sorted.
  public var parts: [String] { arrays.keys.sorted() }

  /// The arrays of a part by their names. Throws a `SafetensorsError` that names the file's parts where it
  /// is not among them, or the part's array that cannot be read.
  public subscript(part: String) -> [String: NDArray] {
    get throws {
      guard let arrays = arrays[part] else {
        let there = parts.map(quoted).joined(separator: ", ")
        throw SafetensorsError(
          path: url.shownPath,
          reason: "has no part \(quoted(part)); its parts are \(there.isEmpty ? "none" : there)")
      }
      var state: [String: NDArray] = [:]
      for (name, key) in arrays {
        if let other = state.index(forKey: name) {
          throw Checkpoint.sameKey(state[other].key, name, url)
        }
        state[name] = try file[key]
      }
      return state
    }
  }

  fileprivate init(_ file: SafetensorsFile) throws {
    (self.file, url) = (file, file.url)
    metadata = file.metadata.filter { $0.key != EmptyParts.key }
    var arrays: [String: [(name: String, key: String)]] = [:]
    for part in EmptyParts.named(in: file.metadata) { arrays[part] = [] }
    for key in file.names {
      // By bytes: a dot and a combining accent behind it are one character.
      guard let dot = key.utf8.firstIndex(of: Checkpoint.dot), dot != key.utf8.startIndex else {
        throw SafetensorsError(
          path: file.url.shownPath,
          reason:
            "is not a checkpoint: the key \(quoted(key)) does not begin with a part's name and a dot"
        )
      }
      let part = String(key[..<dot])
      if let other = arrays.index(forKey: part).map({ arrays[$0].key }),
        !other.utf8.elementsEqual(part.utf8)
      {
        throw Checkpoint.sameKey(other, part, url)
      }
      arrays[part, default: []].append((String(key[key.utf8.index(after: dot)...]), key))
    }
    self.arrays = arrays
  }

  private static func sameKey(_ a: String, _ b: String, _ url: URL) -> SafetensorsError {
    SafetensorsError(path: url.shownPath, reason: FormatProblem.sameKey(a, b).description)
  }

  fileprivate static let dot = UInt8(ascii: ".")
}

/// Parts without arrays have no key that begins with their name; the file's text lists them.
private enum EmptyParts {
  static let key = "empty_parts"

  static func text(of parts: [String: [String: NDArray]]) -> String? {
    let empty = parts.filter { $0.value.isEmpty }.keys.sorted()
    return empty.isEmpty ? nil : empty.joined(separator: ".")
  }

  static func named(in metadata: [String: String]) -> [String] {
    (metadata[key]?.utf8.split(separator: Checkpoint.dot) ?? []).map { String(Substring($0)) }
  }
}

/// Writes several state dicts, each under the name of its part, to one file, which `loadCheckpoint` reads.
///
///     try saveCheckpoint(
///       ["model": net.stateDict, "optimizer": optimizer.stateDict], to: url, metadata: ["epoch": "10"])
///
/// The file is written whole or not at all. Throws as `saveSafetensors` does. Traps on a part's name that is
/// empty or has a dot.
public func saveCheckpoint(
  _ parts: [String: [String: NDArray]], to url: URL, metadata: [String: String] = [:]
) throws {
  var tensors: [String: NDArray] = [:]
  for (part, state) in parts {
    require(
      !part.isEmpty && !part.utf8.contains(Checkpoint.dot),
      "saveCheckpoint: the name of a part must not be empty or have a dot, got '\(part)'")
    for (name, array) in state { tensors["\(part).\(name)"] = array }
  }
  require(
    metadata[EmptyParts.key] == nil,
    "saveCheckpoint: the metadata '\(EmptyParts.key)' is the checkpoint's own")
  var text = metadata
  text[EmptyParts.key] = EmptyParts.text(of: parts)
  try saveSafetensors(tensors, to: url, metadata: text)
}

/// Reads what `saveCheckpoint` wrote, or any safetensors file with such keys.
///
/// Throws a `FileError` where the file cannot be read, a `SafetensorsError` where it is damaged or not a
/// checkpoint: where a key does not begin with the name of a part and a dot, or two parts' names differ in their
/// bytes alone.
public func loadCheckpoint(_ url: URL) throws -> Checkpoint {
  try Checkpoint(SafetensorsFile(url))
}
