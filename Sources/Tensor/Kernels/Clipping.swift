// What clipping does to gradients.

extension NDArray {
  /// Multiplies every element by `factor`, rounded to the elements' type first.
  package mutating func scale(by factor: Double) {
    ownMemory()
    let array = self
    func run<T: FloatingElement>(_: T.Type) {
      let factor = T(factor)
      forEachBlock(ofElements: array.count) { range, _ in
        let x = array.sharedElements(as: T.self)
        for i in range { x[i] *= factor }
      }
    }
    dtype.floating("scale", run, run)
  }

  /// Sum of the squares of all elements, in double precision.
  package func sumOfSquares() -> Double {
    let array = contiguous()
    func run<T: FloatingElement>(_ kernels: RowKernels<T>) -> Double {
      let partial = Memory<Double>(count: BlockSize.count(of: count, BlockSize.light))
      forEachBlock(ofElements: count) { range, block in
        partial.pointer[block] = kernels.sumOfSquares(
          array.elements(as: T.self) + range.lowerBound, range.count)
      }
      return (0..<BlockSize.count(of: count, BlockSize.light)).reduce(0) {
        $0 + partial.pointer[$1]
      }
    }
    return dtype.floating("sumOfSquares", { run(.float32) }, { run(.float64) })
  }
}
