import Files
package import FoundationEssentials

/// Writes `value` to a file as JSON with its keys in order, whole or not at all. Throws a `FileError`.
package func writeJSON(_ value: some Encodable, to file: URL) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  // Errors may be infinite, which JSON has no number for.
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  try writeAtomically(Array(encoder.encode(value)) + [UInt8(ascii: "\n")], to: file)
}
