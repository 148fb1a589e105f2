import Images
import Tensor

extension ItemGroup {
  static let images = ItemGroup(
    "Images", file: "images",
    [
      item("decodePNG") { image, _ in image },
      item("Grayscale") { image, _ in try Grayscale()(image) },
      item("ToTensor") { image, _ in try ToTensor()(image) },
      item("Normalize") { image, a in
        let normalize = Normalize(mean: try a.numbers("mean"), std: try a.numbers("std"))
        let isGrey = normalize.mean.count == 1
        return try normalize(ToTensor()(isGrey ? Grayscale()(image) : image))
      },
      item("Compose") { image, a in
        let normalize = Normalize(mean: try a.numbers("mean"), std: try a.numbers("std"))
        return try Compose(Grayscale(), ToTensor(), normalize)(image)
      },
    ])

  private static func item(
    _ name: String, _ transform: @escaping @Sendable (NDArray, Arguments) throws -> NDArray
  ) -> Item {
    Item(name, tolerance: Tolerance.exact) { run in
      try run.compare(transform(run.storedImage(), run.arguments), "y")
    }
  }
}

extension CaseRun {
  /// The PNG that the case names, decoded.
  func storedImage() throws -> NDArray {
    let file = try shared("png/\(arguments.text("image"))")
    return try decodePNG(file.scalars(as: UInt8.self))
  }
}
