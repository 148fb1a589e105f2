import CApusKernels
import Glibc

extension NDArray {
  /// Each element of a floating-point array to one power, rounded as PyTorch does it: small whole powers by products.
  func raised(to exponent: Double) -> NDArray {
    let input = contiguous()
    let result = NDArray(uninitialized: dims, dtype)
    func run(_ power: @Sendable (Double) -> Double) {
      let (x, y) = (
        Shared(input.elements(as: Double.self)), Shared(result.sharedElements(as: Double.self))
      )
      forEachBlock(ofElements: count) { range, _ in
        for i in range { y.pointer[i] = power(x.pointer[i]) }
      }
    }
    func runFloat32() {
      let (x, y) = (
        Shared(input.elements(as: Float.self)), Shared(result.sharedElements(as: Float.self))
      )
      forEachBlock(ofElements: count) { range, _ in
        k_pow_f32(
          x.input + range.lowerBound, Float(exponent), y.pointer + range.lowerBound, range.count)
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
    withExtendedLifetime(input) {}
    return result
  }
}
