extension NDArray {
  /// x - log(sum(exp(x))) along `dim`: rows are shifted by their maximum first. -inf stays -inf; a row of
  /// nothing else gives NaN, as in PyTorch.
  public func logSoftmax(dim: Int) -> NDArray {
    func run<T: NumericElement>(_ kernels: RowKernels<T>) -> NDArray {
      mapRows(along: row(dim, "logSoftmax"), as: T.self) { kernels.logSoftmax($0, $1, $2) }
    }
    return dtype.floating("logSoftmax", { run(.float32) }, { run(.float64) })
  }

  /// exp(x) / sum(exp(x)) along `dim`, shifted likewise; a row of nothing but -inf gives NaN. Not the exponential of
  /// `logSoftmax`, which loses digits where that is far below 0.
  package func softmax(dim: Int) -> NDArray {
    func run<T: NumericElement>(_ kernels: RowKernels<T>) -> NDArray {
      mapRows(along: row(dim, "softmax"), as: T.self) { kernels.softmax($0, $1, $2) }
    }
    return dtype.floating("softmax", { run(.float32) }, { run(.float64) })
  }

  /// The gradient of softmax's input from its result, this array, and the gradient of that.
  package func softmaxBackward(_ gradient: NDArray, dim: Int) -> NDArray {
    func run<T: NumericElement>(_ kernels: RowKernels<T>) -> NDArray {
      mapRows(
        with: gradient, along: row(dim, "softmax").first, as: T.self, kernels.softmaxBackward)
    }
    return dtype.floating("softmax", { run(.float32) }, { run(.float64) })
  }

  /// The gradient of log-softmax's input from its result, this array, and the gradient of that.
  package func logSoftmaxBackward(_ gradient: NDArray, dim: Int) -> NDArray {
    func run<T: NumericElement>(_ kernels: RowKernels<T>) -> NDArray {
      mapRows(
        with: gradient, along: row(dim, "logSoftmax").first, as: T.self, kernels.logSoftmaxBackward)
    }
    return dtype.floating("logSoftmax", { run(.float32) }, { run(.float64) })
  }

  /// The dimension of a row; a 0-d array is one of one element.
  private func row(_ dim: Int, _ name: String) -> [Int] {
    let dim = resolve(dim, name)
    return rank == 0 ? [] : [dim]
  }
}
