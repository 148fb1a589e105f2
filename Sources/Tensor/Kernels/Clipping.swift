// What clipping does to gradients.

extension NDArray {
  /// Multiplies every element by `factor`, rounded to the elements' type first.
  package mutating func scale(by factor: Double) {
    func run<T: NativeScalar>(_: T.Type) {
      let (x, factor) = (Shared(ownElements(T.self)), T(factor))
      forEachBlock(ofElements: count) { start, length, _ in
        for i in start..<(start + length) { x.pointer[i] *= factor }
      }
    }
    dtype.floating("scale", run, run)
  }

  /// Sum of the squares of all elements, in double precision.
  package func sumOfSquares() -> Double {
    let array = contiguous()
    func run<T: NativeScalar>(_: T.Type) -> Double {
      let x = Shared(array.elements(as: T.self))
      var partial = [Double](repeating: 0, count: blockCount(ofElements: count))
      partial.withUnsafeMutableBufferPointer { buffer in
        guard let sums = buffer.baseAddress.map({ Shared($0) }) else { return }
        forEachBlock(ofElements: count) { start, length, block in
          sums.pointer[block] = sumOfSquaresInOrder(x.pointer + start, length)
        }
      }
      return partial.reduce(0, +)
    }
    return dtype.floating("sumOfSquares", run, run)
  }
}

/// By eight running sums: independent additions overlap in the processor.
private func sumOfSquaresInOrder<T: NativeScalar>(_ x: UnsafePointer<T>, _ count: Int) -> Double {
  var sums = SIMD8<Double>(repeating: 0)
  let whole = count & ~7
  for i in stride(from: 0, to: whole, by: 8) {
    var lanes = SIMD8<Double>()
    for lane in 0..<8 { lanes[lane] = x[i + lane].double }
    sums += lanes * lanes
  }
  for i in whole..<count { sums[0] += x[i].double * x[i].double }
  return sums.sum()
}
