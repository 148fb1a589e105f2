import ApusFiles
import FoundationEssentials

/// Writes `value` to a file as JSON with its keys in order, whole or not at all. Says on standard error why
/// it cannot be written.
///
/// - Returns: whether it was.
package func wroteJSON(_ value: some Encodable, to path: String, for command: String) throws -> Bool
{
  do {
    try writeJSON(value, to: URL(filePath: path))
    return true
  } catch let error as FileError {
    complain("\(command): \(error)")
    return false
  }
}

private func writeJSON(_ value: some Encodable, to file: URL) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  // Errors may be infinite, which JSON has no number for.
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  try writeAtomically(Array(encoder.encode(value)) + [UInt8(ascii: "\n")], to: file)
}
