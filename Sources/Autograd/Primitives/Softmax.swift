import ApusTensor

extension Tensor {
  /// x - log(sum(exp(x))) along `dim`. A primitive because it is stable where log(softmax(x)) is not.
  public func logSoftmax(dim: Int) -> Tensor {
    Tensor(
      array.logSoftmax(dim: dim),
      result: (self, { g, y in g - y.exp() * g.sum(dim: dim, keepDim: true) }))
  }

  /// exp(x) / sum(exp(x)) along `dim`.
  public func softmax(dim: Int) -> Tensor {
    Tensor(
      array.softmax(dim: dim),
      result: (self, { g, y in y * (g - (g * y).sum(dim: dim, keepDim: true)) }))
  }
}
