public import ApusTensor

/// float32 [C, H, W]: (x - mean) / std, channel by channel.
public struct Normalize: ImageTransform {
  public let mean: [Double]
  public let std: [Double]

  /// One mean and one standard deviation for each channel, or one of each for all channels.
  public init(mean: [Double], std: [Double]) {
    require(
      !mean.isEmpty && mean.count == std.count,
      "Normalize: needs as many means as standard deviations, got \(mean) and \(std)")
    require(
      !std.contains { Float($0) == 0 }, "Normalize: a standard deviation is zero: \(std)")
    self.mean = mean
    self.std = std
  }

  public func callAsFunction(_ image: NDArray) throws -> NDArray {
    require(
      image.dtype == .float32 && image.rank == 3,
      "Normalize: needs a float32 image [channels, height, width], got \(image.dtype) "
        + "\(image.shape); ToTensor makes one")
    let channels = image.shape[0]
    guard mean.count == channels || mean.count == 1 else {
      throw TransformError(
        transform: "Normalize",
        reason: "has \(mean.count) means for an image of shape \(image.shape)")
    }
    var result = image
    result.withMutableElements(as: Float.self) { values in
      guard let start = values.baseAddress, !values.isEmpty else { return }
      let count = values.count / channels
      for channel in 0..<channels {
        let plane = start + channel * count
        let mean = Float(self.mean[self.mean.count == 1 ? 0 : channel])
        let std = Float(self.std[self.std.count == 1 ? 0 : channel])
        for i in 0..<count { plane[i] = (plane[i] - mean) / std }
      }
    }
    return result
  }

  public var description: String { "Normalize(mean=\(mean), std=\(std))" }
}
