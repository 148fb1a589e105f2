import CApusKernels
import Glibc

extension NDArray {
  /// Each element of a floating-point array to one power, rounded as PyTorch does it: small whole powers by products.
  func raised(to exponent: Double) -> NDArray {
    let input = contiguous()
    let result = NDArray(uninitialized: dims, dtype)
    func run(_ power: @Sendable (Double) -> Double) {
      forEachBlock(ofElements: count, size: BlockSize.heavy) { range, _ in
        let (x, y) = (input.elements(as: Double.self), result.sharedElements(as: Double.self))
        for i in range { y[i] = power(x[i]) }
      }
    }
    func runFloat32() {
      forEachBlock(ofElements: count, size: BlockSize.heavy) { range, _ in
        k_pow_f32(
          input.elements(as: Float.self) + range.lowerBound, Float(exponent),
          result.sharedElements(as: Float.self) + range.lowerBound, range.count)
      }
    }
    func runFloat64() {
      switch exponent {
      case 2: run { x in x * x }
      case 3: run { x in x * x * x }
      case 0.5: run { x in x.squareRoot() }
      case -0.5: run { x in 1 / x.squareRoot() }
      case -1: run { x in 1 / x }
      case -2: run { x in 1 / (x * x) }
      default: run { x in Glibc.pow(x, exponent) }
      }
    }
    dtype.floating("pow", runFloat32, runFloat64)
    return result
  }
}
