import Apus
import FoundationEssentials

/// The CAPTCHAs of a folder, named by their digits: grey pixels and the digits as labels.
///
/// Every image is decoded once and kept as bytes; `transform` makes a network's input of it each
/// time it is asked for.
struct CaptchaImages: Dataset {
  let folder: URL
  /// Sorted by name.
  let files: [URL]
  /// The digits of each file's name, all of one length.
  let labels: [[Int]]
  /// Of every image, in pixels.
  let size: ImageSize
  /// uint8 [1, height, width], one an image, on white where it is not opaque.
  let pixels: [NDArray]
  /// From uint8 [1, height, width] to float32 of the same shape.
  var transform = Compose(ToTensor())

  /// Most bytes of pixels that are kept.
  private static let maxBytes = 8 << 30

  /// Reads the first `limit` files of a folder, by name. Labels and sizes are checked before
  /// anything is decoded.
  init(_ folder: URL, limit: Int = .max) async throws {
    let files = Array(try pngFiles(in: folder).prefix(limit))
    labels = try equallyLongLabels(of: files)
    let size = try commonSize(of: files)
    guard size.pixels <= Self.maxBytes / files.count else {
      throw Failure(
        .badData, "\(folder.relativePath): \(files.count) images of \(size) do not fit into memory")
    }
    pixels = try await mapConcurrently(files.count) { try readGrey(files[$0], size: size) }
    self.folder = folder
    self.files = files
    self.size = size
  }

  var count: Int { files.count }

  subscript(index: Int) -> (NDArray, NDArray) {
    get throws { (try transform(pixels[index]), NDArray(labels[index])) }
  }
}

/// Width and height in pixels.
struct ImageSize: Equatable, CustomStringConvertible {
  var width: Int
  var height: Int

  var pixels: Int { width * height }
  var description: String { "\(width) x \(height)" }
}

/// The size that all files state in their headers.
private func commonSize(of files: [URL]) throws -> ImageSize {
  var first: ImageSize?
  for file in files {
    let (width, height) = try pngSize(of: file)
    let size = ImageSize(width: width, height: height)
    if let first, first != size {
      throw Failure(
        .badData,
        "\(file.relativePath): is \(size), but \(files[0].lastPathComponent) is \(first)")
    }
    first = first ?? size
  }
  return first ?? ImageSize(width: 0, height: 0)
}

/// The digits that the files are named by.
private func equallyLongLabels(of files: [URL]) throws -> [[Int]] {
  let labels = try files.map(digitLabels)
  if let odd = labels.firstIndex(where: { $0.count != labels[0].count }) {
    throw Failure(
      .badData,
      "\(files[odd].relativePath): is named by \(labels[odd].count) digits, but "
        + "\(files[0].lastPathComponent) by \(labels[0].count)")
  }
  return labels
}
