import ApusFiles
public import ApusTensor
import CApusPNG
public import FoundationEssentials

/// Writes a uint8 array [height, width] or [channels, height, width] as a PNG.
///
/// Channels are 1 grey, 2 grey and alpha, 3 red, green and blue, 4 with alpha. The file appears all
/// at once: whoever reads its name sees the old image or the new one. (Nothing is forced to the
/// disk; images can be written by the thousand.) Permissions of an old file, symbolic links, devices
/// and pipes stay, as with `writeAtomically`.
///
/// - Parameter level: from 0, stored, to 9, smallest; 1 is much faster than the rest.
/// - Throws: `PNGError`, naming the file, where it cannot be written.
public func writePNG(_ image: NDArray, to url: URL, level: Int = 6) throws {
  try withEncoded(image, level: level, file: url.shownPath) { bytes in
    do {
      try writeAtomically(to: url, durably: false) { write in try write(bytes) }
    } catch let error as FileError {
      throw PNGError(error)
    }
  }
}

/// The bytes of the file that `writePNG` would write.
public func encodePNG(_ image: NDArray, level: Int = 6) throws -> [UInt8] {
  try withEncoded(image, level: level, file: nil) { Array($0) }
}

private func withEncoded<R>(
  _ image: NDArray, level: Int, file: String?, _ body: (UnsafeRawBufferPointer) throws -> R
) throws -> R {
  require(
    image.dtype == .uint8 && (image.rank == 2 || image.rank == 3),
    "writePNG: needs uint8 [height, width] or [channels, height, width], got \(image.dtype) "
      + "\(image.shape)")
  require((0...9).contains(level), "writePNG: level must be 0...9, got \(level)")
  let shape = image.rank == 2 ? [1] + image.shape : image.shape
  let (channels, height, width) = (shape[0], shape[1], shape[2])
  require(
    (1...4).contains(channels), "writePNG: needs 1 to 4 channels, got shape \(image.shape)")

  let pixels = image.withBytes { interleaved($0, channels: channels) }
  var (encoded, count) = (nil as UnsafeMutablePointer<UInt8>?, 0)
  try check(file: file) { message, size in
    cpng_encode(
      pixels, UInt32(clamping: width), UInt32(clamping: height), UInt32(channels), Int32(level),
      &encoded, &count, message, size)
  }
  defer { cpng_free(encoded) }
  return try body(UnsafeRawBufferPointer(start: encoded, count: count))
}

/// [channels, height * width] -> [height * width, channels]
private func interleaved(_ planes: UnsafeRawBufferPointer, channels: Int) -> [UInt8] {
  let count = planes.count / channels
  return [UInt8](unsafeUninitializedCapacity: planes.count) { pixels, initializedCount in
    for channel in 0..<channels {
      for i in 0..<count { pixels[i * channels + channel] = planes[channel * count + i] }
    }
    initializedCount = planes.count
  }
}
