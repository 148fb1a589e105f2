import Apus
import FoundationEssentials

/// A PNG as it looks on white paper: uint8 [1 or 3, height, width].
///
/// What the library's transforms do, as those of torchvision, is to leave the alpha channel out: an
/// image whose ink is in it would be all black.
func readOpaque(_ file: URL) throws -> NDArray {
  let image = try readPNG(file)
  let (channels, height, width) = (image.shape[0], image.shape[1], image.shape[2])
  guard channels == 2 || channels == 4 else { return image }
  let count = height * width
  let values = image.scalars(as: UInt8.self)
  let alphas = values.suffix(count)
  let colours = zip(values.indices.dropLast(count), values).map { i, value in
    onWhite(value, alpha: alphas[alphas.startIndex + i % count])
  }
  return NDArray(colours, shape: [channels - 1, height, width])
}

/// A PNG as uint8 [1, height, width], as it looks on white paper.
///
/// - Parameter size: another size is an error.
func readGrey(_ file: URL, size: ImageSize? = nil) throws -> NDArray {
  let image = try Grayscale()(readOpaque(file))
  let found = ImageSize(width: image.shape[2], height: image.shape[1])
  if let size, found != size {
    throw Failure(.badData, "\(file.relativePath): is \(found), expected \(size)")
  }
  return image
}

/// (value alpha + 255 (255 - alpha)) / 255, rounded.
private func onWhite(_ value: UInt8, alpha: UInt8) -> UInt8 {
  let sum = Int(value) * Int(alpha) + 255 * (255 - Int(alpha))
  return UInt8((sum + 127) / 255)
}
