extension NDArray {
  /// Every element `value`, of which integers cut off the fraction. Traps where an integer type does not hold it.
  public static func full(_ shape: [Int], _ value: Number, dtype: DType = .float32) -> NDArray {
    filled(checked(shape, "full"), value, dtype, "full")
  }
  @_disfavoredOverload @inlinable
  public static func full<N: SwiftNumber>(
    _ shape: [Int], _ value: N, dtype: DType = .float32
  ) -> NDArray {
    full(shape, value._number, dtype: dtype)
  }

  public static func zeros(_ shape: [Int], dtype: DType = .float32) -> NDArray {
    filled(checked(shape, "zeros"), 0, dtype, "zeros")
  }

  public static func ones(_ shape: [Int], dtype: DType = .float32) -> NDArray {
    filled(checked(shape, "ones"), 1, dtype, "ones")
  }

  /// Ones on the diagonal of an n x n (or n x m) matrix.
  public static func eye(_ n: Int, _ m: Int? = nil, dtype: DType = .float32) -> NDArray {
    let dims = checked([n, m ?? n], "eye")
    return arange(dims[0]).unsqueeze(1).equal(arange(dims[1])).to(dtype)
  }
}

// MARK: - Numbers in equal steps

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
    return steps(start, step, steps(from: start, to: end, by: step), dtype)
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

  private static func steps(from start: Number, to end: Number, by step: Number) -> Int {
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
