import ApusFiles
public import ApusTensor
public import FoundationEssentials

/// Writes arrays and text to a safetensors file, atomically (see `writeAtomically`).
///
/// The bytes equal those of the reference implementation: tensors of wide types first, then by
/// name, and a header padded with blanks to a multiple of 8 bytes. Metadata is sorted by key.
///
/// Throws a `FileError`, or a `SafetensorsError` where a tensor is called `__metadata__` or the
/// names are too long for a header of 100,000,000 bytes.
public func saveSafetensors(
  _ tensors: [String: NDArray], to url: URL, metadata: [String: String] = [:]
) throws {
  guard tensors[SafetensorsHeader.metadataKey] == nil else {
    throw SafetensorsError(
      path: url.shownPath, reason: "a tensor cannot be called \(SafetensorsHeader.metadataKey)")
  }
  let order = tensors.map { (name: $0, array: $1, rank: SafetensorsType.rank(of: $1.dtype)) }
    .sorted { a, b in a.rank == b.rank ? precedes(a.name, b.name) : a.rank > b.rank }
  let header = headerText(order, metadata)
  guard header.count <= SafetensorsHeader.maxSize else {
    throw SafetensorsError(
      path: url.shownPath, reason: "the header would take \(header.count) bytes")
  }
  try writeAtomically(to: url) { write in
    try withUnsafeBytes(of: UInt64(header.count).littleEndian, write)
    try header.withUnsafeBytes(write)
    for entry in order { try entry.array.withBytes(write) }
  }
}

/// By bytes; `<` would order strings by their Unicode normal forms.
private func precedes(_ a: String, _ b: String) -> Bool {
  a.utf8.lexicographicallyPrecedes(b.utf8)
}

private func headerText(
  _ order: [(name: String, array: NDArray, rank: Int)], _ metadata: [String: String]
) -> [UInt8] {
  var members: [String] = []
  if !metadata.isEmpty {
    let pairs = metadata.sorted { precedes($0.key, $1.key) }
      .map { "\(json($0.key)):\(json($0.value))" }
    members.append("\(json(SafetensorsHeader.metadataKey)):{\(pairs.joined(separator: ","))}")
  }
  var start = 0
  for (name, array, rank) in order {
    let end = start + array.count * array.dtype.size
    let shape = array.shape.map(String.init).joined(separator: ",")
    members.append(
      "\(json(name)):{\"dtype\":\"\(SafetensorsType.all[rank].name)\",\"shape\":[\(shape)],"
        + "\"data_offsets\":[\(start),\(end)]}")
    start = end
  }
  var text = Array("{\(members.joined(separator: ","))}".utf8)
  while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
  return text
}

/// `text` as a JSON string: only what must be escaped is.
private func json(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\u{8}": result += "\\b"
    case "\u{c}": result += "\\f"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case ..<" ":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
