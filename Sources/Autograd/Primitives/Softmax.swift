import ApusTensor

// Where nothing is recorded, a gradient is one pass over memory.

extension Tensor {
  /// x - log(sum(exp(x))) along `dim`. A primitive because it is stable where log(softmax(x)) is not.
  public func logSoftmax(dim: Int) -> Tensor {
    Tensor(
      array.logSoftmax(dim: dim),
      result: (
        self,
        { g, y in
          if !GradMode.isEnabled { return Tensor(y.array.logSoftmaxBackward(g.array, dim: dim)) }
          return g - y.exp() * g.sum(dim: dim, keepDim: true)
        }
      ))
  }

  /// exp(x) / sum(exp(x)) along `dim`.
  public func softmax(dim: Int) -> Tensor {
    Tensor(
      array.softmax(dim: dim),
      result: (
        self,
        { g, y in
          if !GradMode.isEnabled { return Tensor(y.array.softmaxBackward(g.array, dim: dim)) }
          return y * (g - (g * y).sum(dim: dim, keepDim: true))
        }
      ))
  }
}
