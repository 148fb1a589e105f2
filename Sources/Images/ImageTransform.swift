public import ApusTensor

/// One step from an image as it is read to an array that a network takes.
public protocol ImageTransform: Sendable, CustomStringConvertible {
  /// Throws where the image, which came from outside, is not of the kind that this step takes.
  func callAsFunction(_ image: NDArray) throws -> NDArray
}

/// Several steps, the first one first.
///
/// ```swift
/// Compose(Grayscale(), ToTensor(), Normalize(mean: [0.89], std: [0.15]))
/// ```
public struct Compose: ImageTransform {
  public let transforms: [any ImageTransform]

  public init(_ transforms: any ImageTransform...) { self.transforms = transforms }
  public init(_ transforms: [any ImageTransform]) { self.transforms = transforms }

  public func callAsFunction(_ image: NDArray) throws -> NDArray {
    try transforms.reduce(image) { try $1($0) }
  }

  public var description: String {
    // A Compose within a Compose is indented as a whole.
    let lines = transforms.flatMap { "\($0)".split(separator: "\n") }
    return "Compose(\n" + lines.map { "    \($0)\n" }.joined() + ")"
  }
}

/// An image that a transform cannot take.
public struct TransformError: Error, Equatable, CustomStringConvertible {
  public let transform: String
  public let reason: String

  public var description: String { "\(transform): \(reason)" }
}
