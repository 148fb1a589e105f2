import Apus

/// A hash that tells lists of images apart, by their names and pixels (FNV-1a, 64 bits; not meant
/// to withstand an attacker).
struct Fingerprint: CustomStringConvertible {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  init(_ images: CaptchaImages) {
    for (file, pixels) in zip(images.files, images.pixels) {
      for byte in file.lastPathComponent.utf8 { add(byte) }
      add(0)
      pixels.withBytes { for byte in $0 { add(byte) } }
    }
  }

  private mutating func add(_ byte: UInt8) {
    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// 16 digits of base 16.
  var description: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
