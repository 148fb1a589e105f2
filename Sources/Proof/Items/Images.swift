import ApusImages
import ApusTensor

extension ItemGroup {
  static let images = ItemGroup(
    "Images", file: "images",
    [
      item("decodePNG", "beside Pillow's pixels") { image, _ in image },
      item("Grayscale", "beside Pillow's convert(\"L\"), which torchvision's calls") { image, _ in
        try Grayscale()(image)
      },
      item("ToTensor", documented) { image, _ in try ToTensor()(image) },
      item("Normalize", documented) { image, a in
        let normalize = Normalize(mean: try a.numbers("mean"), std: try a.numbers("std"))
        let isGrey = normalize.mean.count == 1
        return try normalize(ToTensor()(isGrey ? Grayscale()(image) : image))
      },
      item("Compose", documented) { image, a in
        let normalize = Normalize(mean: try a.numbers("mean"), std: try a.numbers("std"))
        return try Compose(Grayscale(), ToTensor(), normalize)(image)
      },
    ])

  private static let documented =
    "beside torchvision's formula, written down with PyTorch's operations: torchvision itself is not asked"

  private static func item(
    _ name: String, _ remark: String,
    _ transform: @escaping @Sendable (NDArray, Arguments) throws -> NDArray
  ) -> Item {
    Item(name, tolerance: Tolerance.exact, remark: remark) { run in
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
