public import ApusTensor

extension Tensor {
  /// The elements converted to another type; gradients flow between floating-point types.
  public func to(_ dtype: DType) -> Tensor {
    if dtype == self.dtype { return self }
    let (value, source) = (array.to(dtype), self.dtype)
    return dtype.isFloatingPoint && source.isFloatingPoint
      ? Tensor(value, linear: (self, { g in g.to(source) })) : Tensor(value)
  }
}
