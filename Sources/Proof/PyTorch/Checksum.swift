/// The checksum that a file of fixtures carries as `"crc32":"..."`: the CRC-32 of all its bytes, with eight zeros in
/// the checksum's own place. What is damaged is told apart from what is wrong.
package enum Checksum {
  private static let key = Array(#""crc32":""#.utf8)
  private static let blank = [UInt8](repeating: UInt8(ascii: "0"), count: 8)

  /// The checksum that the file carries and the one that it should carry; nil where it carries none.
  static func written(in file: [UInt8]) -> (carried: String, right: String)? {
    guard let place = place(in: file) else { return nil }
    var blanked = file
    blanked.replaceSubrange(place, with: blank)
    return (String(decoding: file[place], as: UTF8.self), text(crc32(blanked)))
  }

  /// The file with the right checksum in the place of the one that it carries.
  package static func stamped(_ file: [UInt8]) -> [UInt8] {
    var file = file
    if let place = place(in: file), let (_, right) = written(in: file) {
      file.replaceSubrange(place, with: right.utf8)
    }
    return file
  }

  private static func place(in file: [UInt8]) -> Range<Int>? {
    let last = file.count - key.count - blank.count
    guard last >= 0 else { return nil }
    return (0...last).first { start in
      file[start] == key[0] && file[start...].starts(with: key)
    }.map { $0 + key.count..<$0 + key.count + blank.count }
  }

  /// The checksum of a text's bytes.
  static func text(_ bytes: [UInt8]) -> String { text(crc32(bytes)) }

  private static func text(_ checksum: UInt32) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// CRC-32 as zlib, gzip and PNG have it (ISO 3309): the polynomial 0x04c11db7, lowest bit first.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  var rest: UInt32 = ~0
  for byte in bytes { rest = crcTable[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] ^ (rest >> 8) }
  return ~rest
}

private let crcTable = (0..<256).map { byte -> UInt32 in
  (0..<8).reduce(UInt32(byte)) { rest, _ in (rest >> 1) ^ (rest & 1 == 1 ? 0xedb8_8320 : 0) }
}
