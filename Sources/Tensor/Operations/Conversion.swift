extension NDArray {
  /// The elements converted to `dtype`. Integers cut off the fraction, and give 0 for NaN and the nearest
  /// number that they hold for what is too large; uint8 wraps around, as integers among themselves do.
  /// Bool is `!= 0`.
  public func to(_ dtype: DType) -> NDArray {
    if dtype == self.dtype { return self }
    return converted(to: dtype)
  }
}
