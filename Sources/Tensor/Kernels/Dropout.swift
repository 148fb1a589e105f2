import CApusKernels

extension NDArray {
  /// This array times a mask of ones and zeros (uint8, of the same shape and order in memory) times
  /// `scale`. Its transpose is itself.
  package func masked(by mask: NDArray, scale: Double) -> NDArray {
    // Both in the mask's order in memory; a gradient may come in another one.
    let input = strides == mask.strides ? self : inMemoryOrder(of: mask)
    var result = NDArray(uninitialized: dims, dtype)
    result.strides = mask.strides
    let out = result
    func run<T: FloatingElement>(_ kernel: DropoutKernel<T>) {
      let (x, keeps) = (Shared(input.elements(as: T.self)), Shared(mask.elements(as: UInt8.self)))
      let (y, scale) = (Shared(out.sharedElements(as: T.self)), T(scale))
      forEachBlock(ofElements: count) { range, _ in
        let start = range.lowerBound
        kernel.apply(x.input + start, keeps.input + start, scale, y.pointer + start, range.count)
      }
    }
    dtype.floating("dropout", { run(.float32) }, { run(.float64) })
    withExtendedLifetime((input, mask)) {}
    return result
  }
}

/// The function of `dropout.h` for one type.
private struct DropoutKernel<T>: Sendable {
  let apply:
    @Sendable (
      UnsafePointer<T>, UnsafePointer<UInt8>, _ scale: T, UnsafeMutablePointer<T>, Int
    ) -> Void
}

extension DropoutKernel<Float> {
  static let float32 = DropoutKernel { k_dropout_f32($0, $1, $2, $3, $4) }
}

extension DropoutKernel<Double> {
  static let float64 = DropoutKernel { k_dropout_f64($0, $1, $2, $3, $4) }
}
