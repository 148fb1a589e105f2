import Apus
import FoundationEssentials

extension NDArray {
  /// An image uint8 [channels, height, width] from pixels row by row, the channels of each
  /// together.
  init(interleaved pixels: [UInt8], width: Int, height: Int, channels: Int) {
    self = NDArray(pixels, shape: [height, width, channels]).permute(2, 0, 1)
  }

  /// An image's pixels row by row, the channels of each together.
  var interleaved: [UInt8] { permute(1, 2, 0).scalars(as: UInt8.self) }
}

/// Writes an image, all at once, or throws a `Failure`.
func save(_ image: NDArray, to url: URL) throws {
  do {
    try writePNG(image, to: url)
  } catch {
    throw Failure(.cannotWrite, "\(error)")
  }
}
