extension NDArray {
  /// Every element `value`.
  public static func full(_ shape: [Int], _ value: Double, dtype: DType = .float32) -> NDArray {
    filled(shape, value, dtype, "full")
  }

  private static func filled(
    _ shape: [Int], _ value: Double, _ dtype: DType, _ operation: String
  ) -> NDArray {
    dtype.accept(Fill(dims: checked(shape, operation), value: value))
  }

  public static func zeros(_ shape: [Int], dtype: DType = .float32) -> NDArray {
    filled(shape, 0, dtype, "zeros")
  }

  public static func ones(_ shape: [Int], dtype: DType = .float32) -> NDArray {
    filled(shape, 1, dtype, "ones")
  }

  /// 0, 1, ... below `end`.
  public static func arange(_ end: Int, dtype: DType = .int64) -> NDArray {
    arange(0, Double(end), dtype: dtype)
  }

  /// `start`, `start + step`, ... below `end`.
  public static func arange(
    _ start: Double, _ end: Double, step: Double = 1, dtype: DType = .float32
  ) -> NDArray {
    require(
      step != 0 && (end - start) / step >= 0,
      "arange: from \(start) to \(end) is not reached by steps of \(step)")
    let count = Int(((end - start) / step).rounded(.up))
    return NDArray((0..<count).map { start + Double($0) * step }).to(dtype)
  }

  /// Ones on the diagonal of an n x n (or n x m) matrix.
  public static func eye(_ n: Int, _ m: Int? = nil, dtype: DType = .float32) -> NDArray {
    let m = m ?? n
    var elements = [Double](repeating: 0, count: n * m)
    for i in 0..<Swift.min(n, m) { elements[i * m + i] = 1 }
    return NDArray(elements, shape: [n, m]).to(dtype)
  }

  /// A 0-d array of this array's type.
  package func scalar(_ value: Double) -> NDArray { .full([], value, dtype: dtype) }
}

private struct Fill: DTypeVisitor {
  let dims: Shape
  let value: Double
  func visit<T: Scalar>(_: T.Type) -> NDArray {
    NDArray(dims, of: T.self) {
      $0.update(repeating: T(element: value), count: dims.elementCount)
    }
  }
}
