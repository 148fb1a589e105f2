// Computed in double precision and rounded once (a mean, but for the fours of `sum`): a mean of float32 is right where their sum is beyond its range, and
// a variance where float32 does not hold the mean.

extension NDArray {
  /// Mean over `dims` (nil: all) of a floating-point array.
  public func mean(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    require(dtype.isFloatingPoint, "mean: needs float32 or float64, got \(dtype)")
    let count = Double(reduced(dims, keepDim, "mean").gone.reduce(1) { $0 * self.dims[$1] })
    return (sums(dims, keepDim, "mean") / count).to(dtype)
  }

  /// Variance over `dims` (nil: all), divided by n - `correction`; infinite where that is not above 0, or NaN if the
  /// elements are equal.
  package func variance(dims: [Int]?, correction: Int, keepDim: Bool) -> NDArray {
    rowNumbers(dims, keepDim, "var", .variance(correction: correction)).to(dtype)
  }

  /// sqrt(mean(x^2) + eps) over `dims`.
  package func rootMeanSquare(dims: [Int], eps: Double, keepDim: Bool) -> NDArray {
    rowNumbers(dims, keepDim, "rootMeanSquare", .rootMeanSquare(eps: eps)).to(dtype)
  }

  /// log(sum(exp(x))) along `dim`, whose size becomes 1; -inf where every element is -inf, or there is none.
  package func logSumExp(dim: Int) -> NDArray {
    rowNumbers([dim], true, "logSumExp", .logSumExp).to(dtype)
  }

  /// Each element less the mean over `dims` (nil: all).
  package func centered(dims: [Int]?) -> NDArray {
    lessRowMeans(dims, "centered")
  }
}
