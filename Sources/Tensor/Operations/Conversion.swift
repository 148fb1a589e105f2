extension NDArray {
  /// The elements converted to `dtype`. Integers cut off the fraction, and give 0 for NaN and the nearest
  /// number that they hold for what is too large; uint8 wraps around, as integers among themselves do.
  /// Bool is `!= 0`.
  public func to(_ dtype: DType) -> NDArray {
    if dtype == self.dtype { return self }
    return self.dtype.accept(ConvertFrom(source: contiguous(), target: dtype))
  }
}

private struct ConvertFrom: DTypeVisitor {
  let source: NDArray
  let target: DType
  func visit<S: Scalar>(_: S.Type) -> NDArray { target.accept(ConvertTo<S>(source: source)) }
}

private struct ConvertTo<S: Scalar>: DTypeVisitor {
  let source: NDArray
  func visit<T: Scalar>(_: T.Type) -> NDArray {
    let from = source.elements(as: S.self)
    let count = source.count
    return NDArray(source.dims, of: T.self) { to in
      if S.dtype.isFloatingPoint {
        for i in 0..<count { to[i] = T(element: from[i].double) }
      } else {
        for i in 0..<count { to[i] = T(element: from[i].int) }
      }
    }
  }
}
