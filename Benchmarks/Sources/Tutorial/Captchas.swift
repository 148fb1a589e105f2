public import Apus

/// PNG files, decoded when they are asked for: the normalised image [1, H, W] and the digits of its name.
public struct Captchas: Dataset {
  let files: [URL]
  let transform: Compose

  /// - Parameters:
  ///   - mean: of the pixels, as parts of 255.
  ///   - std: of the pixels, likewise.
  public init(_ files: [URL], mean: Double, std: Double) {
    self.files = files
    transform = Compose(Grayscale(), ToTensor(), Normalize(mean: [mean], std: [std]))
  }

  public var count: Int { files.count }

  public subscript(index: Int) -> (NDArray, NDArray) {
    get throws {
      (try transform(readPNG(files[index])), NDArray(try digitLabels(of: files[index])))
    }
  }
}
