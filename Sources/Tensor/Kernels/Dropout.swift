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
      let perBlock = 1 << 16
      forEachBlock((count + perBlock - 1) / perBlock) { block in
        let start = block * perBlock
        kernel.apply(
          input.elements(as: T.self) + start, mask.elements(as: UInt8.self) + start, T(scale),
          out.sharedElements(as: T.self) + start, Swift.min(perBlock, input.count - start))
      }
    }
    dtype.floating("dropout", { run(.float32) }, { run(.float64) })
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
