import CApusPNG
import Testing

/// Pixels as the shim gives them, or why it refused.
private enum Outcome: Equatable {
  case image([UInt8], width: Int, height: Int, channels: Int)
  case refused(cpng_status, String)

  var isRefused: Bool {
    if case .refused = self { true } else { false }
  }
}

private func decode(
  _ bytes: [UInt8], limits: cpng_limits = cpng_default_limits()
) -> Outcome {
  var image = cpng_image()
  var message = [CChar](repeating: 0, count: 200)
  let status = cpng_decode(bytes, bytes.count, limits, &image, &message, message.count)
  defer { cpng_free(image.pixels) }
  guard status == CPNG_OK else {
    return .refused(status, text(message))
  }
  let count = Int(image.width) * Int(image.height) * Int(image.channels)
  return .image(
    Array(UnsafeBufferPointer(start: image.pixels, count: count)), width: Int(image.width),
    height: Int(image.height), channels: Int(image.channels))
}

private func encode(_ pixels: [UInt8], _ width: Int, _ height: Int, _ channels: Int, level: Int)
  -> [UInt8]
{
  var bytes: UnsafeMutablePointer<UInt8>?
  var count = 0
  let status = cpng_encode(
    pixels, UInt32(width), UInt32(height), UInt32(channels), Int32(level), &bytes, &count, nil, 0)
  defer { cpng_free(bytes) }
  return status == CPNG_OK ? Array(UnsafeBufferPointer(start: bytes, count: count)) : []
}

private func text(_ message: [CChar]) -> String {
  String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// A chunk with its length and checksum.
private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
  let body = Array(type.utf8) + data
  let crc = body.reduce(UInt32.max) { crc, byte in
    (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
  }
  return bigEndian(UInt32(data.count)) + body + bigEndian(~crc)
}

/// Uncompressed zlib data.
private func stored(_ data: [UInt8]) -> [UInt8] {
  let (low, high) = data.reduce((UInt32(1), UInt32(0))) { sums, byte in
    let a = (sums.0 + UInt32(byte)) % 65521
    return (a, (sums.1 + a) % 65521)
  }
  let count = UInt16(data.count)
  let head = [count, ~count].flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  return [0x78, 1, 1] + head + data + bigEndian(high << 16 | low)
}

/// A file of one IDAT chunk; `rows` has the filter byte of each row.
private func file(
  _ width: UInt32, _ height: UInt32, depth: UInt8, colour: UInt8, interlaced: Bool = false,
  before: [UInt8] = [], data: [UInt8], after: [UInt8] = []
) -> [UInt8] {
  let size = bigEndian(width) + bigEndian(height)
  return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    + chunk("IHDR", size + [depth, colour, 0, 0, interlaced ? 1 : 0]) + before
    + chunk("IDAT", data) + after + chunk("IEND", [])
}

@Suite("PNG shim") struct PNGShimTests {
  @Test(arguments: 1...4, [0, 1, 6])
  func encodedPixelsComeBack(channels: Int, level: Int) {
    let pixels = (0..<7 * 5 * channels).map { UInt8(truncatingIfNeeded: $0 * 37) }
    let bytes = encode(pixels, 7, 5, channels, level: level)
    #expect(decode(bytes) == .image(pixels, width: 7, height: 5, channels: channels))
    var header = cpng_image()
    #expect(cpng_read_header(bytes, 33, &header, nil, 0) == CPNG_OK)
    #expect([header.width, header.height, header.channels] == [7, 5, UInt32(channels)])
  }

  @Test func pixelsThatNoFileHoldsAreRefused() {
    #expect(encode([], 0, 5, 1, level: 1).isEmpty)
    #expect(encode([0], 1, 1, 5, level: 1).isEmpty)
    #expect(encode([0], 1, 1, 1, level: 10).isEmpty)
  }

  @Test func everyKindBecomesEightBits() {
    let grey1 = file(9, 1, depth: 1, colour: 0, data: stored([0, 0b1010_0001, 0x80]))
    #expect(
      decode(grey1)
        == .image([255, 0, 255, 0, 0, 0, 0, 255, 255], width: 9, height: 1, channels: 1))
    let grey16 = file(3, 1, depth: 16, colour: 0, data: stored([0, 0, 200, 0x7F, 0xFF, 255, 255]))
    #expect(decode(grey16) == .image([1, 127, 255], width: 3, height: 1, channels: 1))
    let keyed = file(
      2, 1, depth: 2, colour: 0, before: chunk("tRNS", [0, 1]), data: stored([0, 0b0110_0000]))
    #expect(decode(keyed) == .image([85, 0, 170, 255], width: 2, height: 1, channels: 2))
  }

  @Test func palettesBecomeColours() {
    let palette = chunk("PLTE", [1, 2, 3, 4, 5, 6])
    let plain = file(2, 2, depth: 8, colour: 3, before: palette, data: stored([0, 0, 1, 0, 1, 0]))
    #expect(
      decode(plain)
        == .image([1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3], width: 2, height: 2, channels: 3))
    let transparent = file(
      3, 1, depth: 4, colour: 3, before: palette + chunk("tRNS", [9]), data: stored([0, 0x01, 0]))
    #expect(
      decode(transparent)
        == .image([1, 2, 3, 9, 4, 5, 6, 255, 1, 2, 3, 9], width: 3, height: 1, channels: 4))
    let outside = file(2, 1, depth: 8, colour: 3, before: palette, data: stored([0, 0, 2]))
    #expect(decode(outside) == .refused(CPNG_DAMAGED, "palette index 2 of 2 colours"))
  }

  @Test func interlacedRowsFindTheirPlace() {
    // The passes of a 3 x 3 image: (0, 0), none, none, (2, 0), row 2, (1, 0), row 1.
    let data: [UInt8] = [0, 10, 0, 30, 0, 70, 90, 0, 20, 0, 80, 0, 40, 50, 60]
    let bytes = file(3, 3, depth: 8, colour: 0, interlaced: true, data: stored(data))
    #expect(
      decode(bytes)
        == .image([10, 20, 30, 40, 50, 60, 70, 80, 90], width: 3, height: 3, channels: 1))
  }

  @Test func everyCutAndEveryChangedByteIsRefused() {
    let bytes = encode((0..<60).map { UInt8($0) }, 5, 4, 3, level: 6)
    for count in 0..<bytes.count {
      #expect(decode(Array(bytes.prefix(count))).isRefused, "cut to \(count)")
    }
    for i in bytes.indices {
      var changed = bytes
      changed[i] ^= 0x20
      #expect(decode(changed).isRefused, "byte \(i)")
    }
    #expect(!decode(bytes + [1, 2, 3]).isRefused)
  }

  @Test(arguments: [
    ("a row too few", stored([0, 1])), ("no data", []),
    ("a wrong sum", stored([0, 1, 0, 2]).dropLast() + [0]),
    ("a sum that ends early", stored([0, 1, 0, 2]).dropLast()),
    ("an unknown filter", stored([9, 1, 0, 2])),
  ])
  func imageDataMustBeWhole(what: String, data: [UInt8]) {
    #expect(decode(file(1, 2, depth: 8, colour: 0, data: data)).isRefused, "\(what)")
    #expect(!decode(file(1, 2, depth: 8, colour: 0, data: stored([0, 1, 0, 2]))).isRefused)
  }

  /// libpng and Pillow read these with a warning at most.
  @Test(arguments: [
    ("a row too many", stored([0, 1, 0, 2, 0, 3]), []), ("junk", stored([0, 1, 0, 2]) + [7], []),
    ("a second stream", stored([0, 1, 0, 2]) + stored([0, 9, 0, 9]), []),
    ("an IDAT too many", stored([0, 1, 0, 2]), chunk("IDAT", [1, 2, 3])),
    ("an empty IDAT", stored([0, 1, 0, 2]), chunk("IDAT", [])),
    ("a text", stored([0, 1, 0, 2]), chunk("tEXt", Array("Comment\0hello".utf8))),
  ])
  func imageDataMayGoOn(what: String, data: [UInt8], after: [UInt8]) {
    #expect(
      decode(file(1, 2, depth: 8, colour: 0, data: data, after: after))
        == .image([1, 2], width: 1, height: 2, channels: 1), "\(what)")
  }

  /// A palette of two colours, or a grey image, whose transparency cannot be: it is opaque.
  @Test func transparencyThatCannotBeIsLeftOut() {
    let palette = chunk("PLTE", [1, 2, 3, 4, 5, 6])
    let data = stored([0, 0, 1])
    let opaque = Outcome.image([1, 2, 3, 4, 5, 6], width: 2, height: 1, channels: 3)
    for before in [
      palette + chunk("tRNS", [9, 8, 7]), palette + chunk("tRNS", []),
      palette + chunk("tRNS", [UInt8](repeating: 0, count: 256)),
      palette + chunk("tRNS", [UInt8](repeating: 0, count: 300)), chunk("tRNS", [9]) + palette,
    ] {
      #expect(decode(file(2, 1, depth: 8, colour: 3, before: before, data: data)) == opaque)
    }
    let late = file(
      2, 1, depth: 8, colour: 3, before: palette, data: data, after: chunk("tRNS", [9]))
    #expect(decode(late) == opaque)
    for before in [chunk("tRNS", [0, 1, 0]), chunk("tRNS", [0]), palette] {
      #expect(
        decode(file(2, 1, depth: 8, colour: 0, before: before, data: data))
          == .image([0, 1], width: 2, height: 1, channels: 1))
    }
  }

  @Test func limitsAreCheckedFirst() {
    let wide = file(16385, 1, depth: 1, colour: 0, data: stored([0]))
    #expect(decode(wide) == .refused(CPNG_TOO_LARGE, "16385 x 1 is larger than 16384 x 16384"))
    let large = file(10, 10, depth: 8, colour: 2, data: stored([0]))
    let limits = cpng_limits(max_width: 10, max_height: 10, max_pixels: 99)
    #expect(
      decode(large, limits: limits) == .refused(CPNG_TOO_LARGE, "10 x 10 is more than 99 pixels"))
  }

  @Test func otherFilesAreNamed() {
    #expect(decode([]) == .refused(CPNG_NOT_PNG, "empty"))
    let gif = Array("GIF89a".utf8)
    #expect(decode(gif) == .refused(CPNG_NOT_PNG, "not a PNG (starts with 47 49 46 38)"))
    var short = [CChar](repeating: 1, count: 6)
    var image = cpng_image()
    #expect(
      cpng_decode(gif, gif.count, cpng_default_limits(), &image, &short, 6) == CPNG_NOT_PNG)
    #expect(text(short) == "not a" && image.pixels == nil)
  }
}
