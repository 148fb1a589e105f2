import ApusTensor

extension Tensor {
  /// The derivative at 0 is 0.
  public func abs() -> Tensor {
    Tensor(array.abs(), (self, { g in g * Tensor(self.array.sign()) }))
  }
  /// The largest whole number that is not above x; the derivative is 0.
  public func floor() -> Tensor { Tensor(array.floor(), linear: (self, { g in g.vanished() })) }
  /// -1, 0 or 1; NaN for NaN. The derivative is 0.
  public func sign() -> Tensor { Tensor(array.sign(), linear: (self, { g in g.vanished() })) }
}
