import ApusFiles
public import ApusTensor
import CApusPNG
public import FoundationEssentials

/// Reads a PNG as a uint8 array [channels, height, width].
///
/// Channels are 1 grey, 2 grey and alpha, 3 red, green and blue, 4 with alpha. Palettes become
/// colours, greys of 1, 2 and 4 bits are spread over 0...255, 16 bits are rounded to 8.
///
/// - Parameter maxPixels: larger images are refused before memory is taken for them.
/// - Throws: `PNGError`, naming the file, where it cannot be read or is not a whole, sound PNG.
public func readPNG(_ url: URL, maxPixels: Int = 1 << 24) throws -> NDArray {
  require(maxPixels > 0, "readPNG: maxPixels must be positive, got \(maxPixels)")
  // The largest sound file: 4 channels of 16 bits, hardly compressed, and room for texts.
  let maxSize = maxPixels.multipliedReportingOverflow(by: 8)
  let bytes = try readBytes(
    of: url, maxSize: maxSize.overflow ? .max : max(maxSize.partialValue, 1 << 26))
  return try decode(bytes, maxPixels: maxPixels, file: url.shownPath)
}

/// Decodes a PNG in memory, as `readPNG` does a file.
public func decodePNG(_ bytes: [UInt8], maxPixels: Int = 1 << 24) throws -> NDArray {
  require(maxPixels > 0, "decodePNG: maxPixels must be positive, got \(maxPixels)")
  return try decode(bytes, maxPixels: maxPixels, file: nil)
}

/// Width and height of a PNG in pixels, from its first bytes: quick, even for thousands of files.
///
/// - Throws: `PNGError`, naming the file, where it does not begin as a PNG does.
public func pngSize(of url: URL) throws -> (width: Int, height: Int) {
  let bytes = try readBytes(of: url, limit: 33)
  var header = cpng_image()
  try check(file: url.shownPath) { message, size in
    cpng_read_header(bytes, bytes.count, &header, message, size)
  }
  return (Int(header.width), Int(header.height))
}

/// The first `limit` bytes of a file; all of them where it has fewer.
///
/// - Parameter maxSize: the most bytes that the file may have.
private func readBytes(of url: URL, limit: Int = .max, maxSize: Int = .max) throws -> [UInt8] {
  do {
    let file = try InputFile(url)
    guard file.size <= maxSize else {
      throw PNGError(
        file: file.path,
        reason: "has \(file.size) bytes; at most \(maxSize) are read for an image of this size")
    }
    return try file.read(0..<min(limit, file.size))
  } catch let error as FileError {
    throw PNGError(error)
  }
}

private func decode(_ bytes: [UInt8], maxPixels: Int, file: String?) throws -> NDArray {
  let side = UInt32(min(maxPixels, 1_000_000))
  let limits = cpng_limits(max_width: side, max_height: side, max_pixels: UInt64(maxPixels))
  var image = cpng_image()
  try check(file: file) { message, size in
    cpng_decode(bytes, bytes.count, limits, &image, message, size)
  }
  defer { cpng_free(image.pixels) }
  let (height, width) = (Int(image.height), Int(image.width))
  return planes(image.pixels, height: height, width: width, channels: Int(image.channels))
}

/// [height, width, channels] -> [channels, height, width]
private func planes(_ pixels: UnsafePointer<UInt8>, height: Int, width: Int, channels: Int)
  -> NDArray
{
  let (count, shape) = (height * width, [channels, height, width])
  if channels == 1 {
    return NDArray(
      bytes: UnsafeRawBufferPointer(start: pixels, count: count), shape: shape, dtype: .uint8)
  }
  var result = NDArray.zeros(shape, dtype: .uint8)
  result.withMutableElements(as: UInt8.self) { planes in
    guard let planes = planes.baseAddress else { return }
    for channel in 0..<channels {
      let (plane, pixels) = (planes + channel * count, pixels + channel)
      // With a stride that it knows, the compiler makes a loop that is three times as fast.
      if channels == 3 {
        for i in 0..<count { plane[i] = pixels[3 * i] }
      } else {
        for i in 0..<count { plane[i] = pixels[channels * i] }
      }
    }
  }
  return result
}

/// Calls a function of CPNG with room for its message, which becomes an error of `file`.
func check(file: String?, _ call: (UnsafeMutablePointer<CChar>?, Int) -> cpng_status) throws {
  try withUnsafeTemporaryAllocation(of: CChar.self, capacity: 200) { message in
    message.initialize(repeating: 0)
    switch call(message.baseAddress, message.count) {
    case CPNG_OK: return
    case CPNG_ARGUMENT: trap("writePNG: \(String(cString: message.baseAddress!))")
    default: throw PNGError(file: file, reason: String(cString: message.baseAddress!))
    }
  }
}
