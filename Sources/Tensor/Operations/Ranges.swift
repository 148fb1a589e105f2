// Numbers in equal steps, written straight into the result.

extension NDArray {
  /// 0, 1, ... below `end`; types as for both ends. Traps where an integer type does not hold the last one.
  public static func arange(_ end: Number, dtype: DType? = nil) -> NDArray {
    arange(0, end, dtype: dtype)
  }
  @_disfavoredOverload @inlinable
  public static func arange<N: SwiftNumber>(_ end: N, dtype: DType? = nil) -> NDArray {
    arange(end._number, dtype: dtype)
  }

  /// `start`, `start + step`, ... below `end`, exact where all three are whole: int64 then, else float32, unless
  /// `dtype` says otherwise. Traps where the steps do not lead there, or are too many, or an integer type does not hold
  /// the numbers.
  public static func arange(
    _ start: Number, _ end: Number, step: Number = 1, dtype: DType? = nil
  ) -> NDArray {
    let areWhole = [start, end, step].allSatisfy(\.isWhole)
    let dtype = dtype ?? (areWhole ? .int64 : .float32)
    return dtype.accept(Arange(start: start, step: step, count: steps(start, end, step)))
  }
  @_disfavoredOverload @inlinable
  public static func arange<N: SwiftNumber, M: SwiftNumber>(
    _ start: N, _ end: M, step: Number = 1, dtype: DType? = nil
  ) -> NDArray {
    arange(start._number, end._number, step: step, dtype: dtype)
  }
  @_disfavoredOverload @inlinable
  public static func arange<N: SwiftNumber, M: SwiftNumber, S: SwiftNumber>(
    _ start: N, _ end: M, step: S, dtype: DType? = nil
  ) -> NDArray {
    arange(start._number, end._number, step: step._number, dtype: dtype)
  }

  private static func steps(_ start: Number, _ end: Number, _ step: Number) -> Int {
    let count: Double
    if case (.whole(let from), .whole(let to), .whole(let by)) = (start, end, step), by != 0 {
      let (whole, rest) = (Int128(to) - Int128(from)).quotientAndRemainder(dividingBy: Int128(by))
      let isReached = (to > from) == (by > 0) || to == from
      count = isReached ? Double(whole + (rest == 0 ? 0 : 1)) : -1
    } else {
      count = ((end.double - start.double) / step.double).rounded(.up)
    }
    require(
      step.double != 0 && count >= 0,
      "arange: from \(start) to \(end) is not reached by steps of \(step)")
    require(
      count <= Double(maxElements),
      "arange: from \(start) to \(end) in steps of \(step) are too many elements")
    return Int(count)
  }
}

private struct Arange: DTypeVisitor {
  let start: Number, step: Number
  let count: Int

  func visit<T: Scalar>(_: T.Type) -> NDArray {
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
  private func checkFits<T: Scalar>(_: T.Type, _ number: (Int) -> Number) {
    for i in [0, count - 1] where count > 0 {
      require(
        number(i).element(as: T.self) != nil, "arange: \(number(i)) does not fit \(T.dtype)")
    }
  }
}
