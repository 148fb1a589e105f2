import ApusTensor

// `g` is the gradient of the result, `y` the result.

extension Tensor {
  /// max(x, 0); the derivative at 0 is 0. A gradient passes through NaN.
  public func relu() -> Tensor {
    Tensor(array.relu(), (self, { g in g.where(self.array.notLessEqual(0), else: 0) }))
  }
  /// 1 / (1 + exp(-x)).
  public func sigmoid() -> Tensor {
    Tensor(array.sigmoid(), result: (self, { g, y in g * y * (1 - y) }))
  }
  /// x times sigmoid(x) (Elfwing et al. 2017).
  public func silu() -> Tensor {
    Tensor(
      array.silu(),
      (
        self,
        { g in
          let s = self.sigmoid()
          return g * s * (1 + self * (1 - s))
        }
      ))
  }
  /// log(1 + exp(beta x)) / beta; x itself where beta x is above `threshold`.
  public func softplus(beta: Double = 1, threshold: Double = 20) -> Tensor {
    if beta != 1 { return (self * beta).softplus(threshold: threshold) / beta }
    return Tensor(
      array.softplus(threshold: threshold),
      (self, { g in g * self.sigmoid().where(self.array.lessEqual(.real(threshold)), else: 1) }))
  }
}
