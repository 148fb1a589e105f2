import ApusFiles
public import FoundationEssentials

/// The label that a file's name spells: `3291.png` is [3, 2, 9, 1].
///
/// - Throws: `LabelError`, naming the file, where the name without its extension is anything but the
///   digits 0...9 of ASCII.
public func digitLabels(of url: URL) throws -> [Int] {
  let name = url.lastPathComponent
  let dot = name.lastIndex(of: ".") ?? name.endIndex
  // A name that only begins with a dot has no extension.
  let label = dot == name.startIndex ? name[...] : name[..<dot]
  guard !label.isEmpty else { throw LabelError(file: url.shownPath, reason: "has no name") }
  return try label.map { character in
    // Not `wholeNumberValue`, which also takes the digits of other scripts.
    guard let code = character.asciiValue, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(code)
    else {
      throw LabelError(
        file: url.shownPath, reason: "label '\(label)' has '\(character)', expected digits 0-9")
    }
    return Int(code - UInt8(ascii: "0"))
  }
}

/// A file whose name is not a label.
public struct LabelError: Error, Equatable, CustomStringConvertible {
  /// As the caller gave it.
  public let file: String
  public let reason: String

  public var description: String { "\(file): \(reason)" }
}
