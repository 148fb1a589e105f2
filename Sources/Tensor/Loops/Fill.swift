// Arrays whose elements are computed from their positions alone.

extension NDArray {
  /// Every element `value`. Traps by the operation's name where an integer type does not hold it.
  @inline(never)
  static func filled(_ dims: Shape, _ value: Number, _ dtype: DType, _ operation: String)
    -> NDArray
  {
    dtype.accept(Fill(dims: dims, value: value, operation: operation))
  }

  /// start, start + step, ...
  @inline(never)
  static func steps(_ start: Number, _ step: Number, _ count: Int, _ dtype: DType) -> NDArray {
    dtype.accept(Steps(start: start, step: step, count: count))
  }
}

private struct Fill: DTypeVisitor {
  let dims: Shape
  let value: Number
  let operation: String

  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    guard let element = value.element(as: T.self) else {
      trap("\(operation): \(value) does not fit \(T.dtype)")
    }
    let result = NDArray(uninitialized: dims, T.dtype)
    let out = Shared(result.sharedElements(as: T.self))
    forEachBlock(ofElements: result.count) { range, _ in
      (out.pointer + range.lowerBound).update(repeating: element, count: range.count)
    }
    return result
  }
}

private struct Steps: DTypeVisitor {
  let start: Number, step: Number
  let count: Int

  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    if case (.whole(let start), .whole(let step)) = (start, step) {
      // What lies before the end is an Int, though the product may not be one.
      let number = { (i: Int) in start &+ i &* step }
      checkFits(T.self) { .whole(number($0)) }
      return NDArray([count], of: T.self) { out in
        for i in 0..<count { out[i] = T(element: number(i)) }
      }
    }
    let (start, step) = (start.double, step.double)
    let number = { (i: Int) in start + Double(i) * step }
    checkFits(T.self) { .real(number($0)) }
    return NDArray([count], of: T.self) { out in
      for i in 0..<count { out[i] = T(element: number(i)) }
    }
  }

  /// The first and the last one, between which the others lie.
  private func checkFits<T: NumericElement>(_: T.Type, _ number: (Int) -> Number) {
    for i in [0, count - 1] where count > 0 {
      require(
        number(i).element(as: T.self) != nil, "arange: \(number(i)) does not fit \(T.dtype)")
    }
  }
}
