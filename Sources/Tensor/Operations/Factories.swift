extension NDArray {
  /// Every element `value`, of which integers cut off the fraction. Traps where an integer type does not hold it.
  public static func full(_ shape: [Int], _ value: Number, dtype: DType = .float32) -> NDArray {
    filled(shape, value, dtype, "full")
  }
  @_disfavoredOverload @inlinable
  public static func full<N: SwiftNumber>(
    _ shape: [Int], _ value: N, dtype: DType = .float32
  ) -> NDArray {
    full(shape, value._number, dtype: dtype)
  }

  private static func filled(
    _ shape: [Int], _ value: Number, _ dtype: DType, _ operation: String
  ) -> NDArray {
    dtype.accept(Fill(dims: checked(shape, operation), value: value, operation: operation))
  }

  public static func zeros(_ shape: [Int], dtype: DType = .float32) -> NDArray {
    filled(shape, 0, dtype, "zeros")
  }

  public static func ones(_ shape: [Int], dtype: DType = .float32) -> NDArray {
    filled(shape, 1, dtype, "ones")
  }

  /// Ones on the diagonal of an n x n (or n x m) matrix.
  public static func eye(_ n: Int, _ m: Int? = nil, dtype: DType = .float32) -> NDArray {
    dtype.accept(Diagonal(dims: checked([n, m ?? n], "eye")))
  }
}

struct Fill: DTypeVisitor {
  let dims: Shape
  let value: Number
  let operation: String
  func visit<T: Scalar>(_: T.Type) -> NDArray {
    guard let element = value.element(as: T.self) else {
      trap("\(operation): \(value) does not fit \(T.dtype)")
    }
    return NDArray(dims, of: T.self) { $0.update(repeating: element, count: dims.elementCount) }
  }
}

private struct Diagonal: DTypeVisitor {
  let dims: Shape
  func visit<T: Scalar>(_: T.Type) -> NDArray {
    NDArray(dims, of: T.self) { out in
      out.update(repeating: T(element: 0), count: dims.elementCount)
      for i in 0..<Swift.min(dims[0], dims[1]) { out[i * dims[1] + i] = T(element: 1) }
    }
  }
}
