public import ApusTensor

/// uint8 0...255 -> float32 0...1: each value divided by 255, the shape unchanged.
public struct ToTensor: ImageTransform {
  public init() {}

  public func callAsFunction(_ image: NDArray) throws -> NDArray {
    require(
      image.dtype == .uint8, "ToTensor: needs a uint8 image, got \(image.dtype) \(image.shape)")
    var result = NDArray.zeros(image.shape, dtype: .float32)
    image.withBytes { bytes in
      result.withMutableElements(as: Float.self) { values in
        guard let pixels = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
          let out = values.baseAddress
        else { return }
        // A true division: multiplying by 1/255 would round differently.
        for i in 0..<values.count { out[i] = Float(pixels[i]) / 255 }
      }
    }
    return result
  }

  public var description: String { "ToTensor()" }
}
