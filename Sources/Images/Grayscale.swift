public import ApusTensor

/// uint8 [1, 2, 3 or 4, H, W] -> uint8 [1, H, W]
///
/// Colours become (19595 R + 38470 G + 7471 B + 2^15) / 2^16, rounded down: the weights 0.299, 0.587
/// and 0.114 of ITU-R BT.601 in 16 bits, as Pillow's `convert("L")` has them. Alpha is left out of
/// account.
public struct Grayscale: ImageTransform {
  public init() {}

  public func callAsFunction(_ image: NDArray) throws -> NDArray {
    require(
      image.dtype == .uint8 && image.rank == 3,
      "Grayscale: needs a uint8 image [channels, height, width], got \(image.dtype) \(image.shape)")
    switch image.shape[0] {
    case 1: return image
    case 2: return image[0..<1]
    case 3, 4: return luma(image)
    default:
      throw TransformError(
        transform: "Grayscale", reason: "takes 1 to 4 channels, got an image of \(image.shape)")
    }
  }

  private func luma(_ image: NDArray) -> NDArray {
    var result = NDArray.zeros([1] + image.shape[1...], dtype: .uint8)
    image.withBytes { bytes in
      result.withMutableElements(as: UInt8.self) { grey in
        guard let red = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
          let out = grey.baseAddress
        else { return }
        let (green, blue) = (red + grey.count, red + 2 * grey.count)
        for i in 0..<grey.count {
          let sum =
            19595 &* UInt32(red[i]) &+ 38470 &* UInt32(green[i]) &+ 7471 &* UInt32(blue[i])
          out[i] = UInt8(truncatingIfNeeded: (sum &+ 0x8000) &>> 16)
        }
      }
    }
    return result
  }

  public var description: String { "Grayscale(num_output_channels=1)" }
}
