package import FoundationEssentials

/// `value` as JSON with its keys in order, to a file.
package func writeJSON(_ value: some Encodable, to file: URL) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  // Errors may be infinite, which JSON has no number for.
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  try encoder.encode(value).write(to: file, options: .atomic)
}
