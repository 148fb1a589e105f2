// What clipping does to gradients.

extension NDArray {
  /// Multiplies every element by `factor`, rounded to the elements' type first.
  package mutating func scale(by factor: Double) {
    ownMemory()
    let array = self
    func run<T: FloatingElement>(_: T.Type) {
      let (factor, x) = (T(factor), Shared(array.sharedElements(as: T.self)))
      forEachBlock(ofElements: array.count) { range, _ in
        for i in range { x.pointer[i] *= factor }
      }
    }
    dtype.floating("scale", run, run)
  }

  /// Sum of the squares of all elements, in double precision.
  package func sumOfSquares() -> Double {
    let array = contiguous()
    func run<T: FloatingElement>(_ kernels: RowKernels<T>) -> Double {
      let blocks = BlockSize.count(of: count)
      let partial = Memory<Double>(count: blocks)
      let (x, sums) = (Shared(array.elements(as: T.self)), Shared(partial.pointer))
      let sumOfSquares = kernels.sumOfSquares
      forEachBlock(ofElements: count) { range, block in
        sums.pointer[block] = sumOfSquares(x.input + range.lowerBound, range.count)
      }
      return (0..<blocks).reduce(0) { $0 + partial.pointer[$1] }
    }
    return dtype.floating("sumOfSquares", { run(.float32) }, { run(.float64) })
  }
}
