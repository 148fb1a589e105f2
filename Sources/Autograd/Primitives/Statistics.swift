import ApusTensor

// Statistics are primitives because each is computed in double precision and rounded once (a mean, but for the fours of
// long float32 rows).

extension Tensor {
  /// Mean over `dims` (nil: all) of a floating-point tensor.
  public func mean(dims: [Int]? = nil, keepDim: Bool = false) -> Tensor {
    let old = shape
    let kept = keptShape(dims, "mean")
    let value = array.mean(dims: dims, keepDim: keepDim)
    let size = reducedCount(kept)
    return Tensor(value, linear: (self, { g in (g / size).reshape(kept).expand(old) }))
  }

  public func mean(dim: Int, keepDim: Bool = false) -> Tensor {
    mean(dims: [dim], keepDim: keepDim)
  }

  /// Variance over `dims` (nil: all), divided by n - `correction`; infinite where that is not above 0, or NaN if the
  /// elements are equal. Its way through the mean has no part in the gradient, and would make infinities NaN.
  public func `var`(dims: [Int]? = nil, correction: Int = 1, keepDim: Bool = false) -> Tensor {
    let kept = keptShape(dims, "var")
    let divisor = Swift.max(reducedCount(kept) - Double(correction), 0)
    return Tensor(
      array.variance(dims: dims, correction: correction, keepDim: keepDim),
      (self, { g in g.reshape(kept) * (2 / divisor) * self.centered(dims: dims) }))
  }

  public func `var`(dim: Int, correction: Int = 1, keepDim: Bool = false) -> Tensor {
    self.var(dims: [dim], correction: correction, keepDim: keepDim)
  }

  /// Each element less the mean over `dims` (nil: all).
  package func centered(dims: [Int]? = nil) -> Tensor {
    Tensor(array.centered(dims: dims), linear: (self, { g in g.centered(dims: dims) }))
  }

  /// sqrt(mean(x^2) + eps) over `dims`, whose sizes become 1.
  package func rootMeanSquare(dims: [Int], eps: Double) -> Tensor {
    let size = reducedCount(keptShape(dims, "rootMeanSquare"))
    return .primitive(
      of: self, name: "rootMeanSquare",
      value: { $0.rootMeanSquare(dims: dims, eps: eps, keepDim: true) },
      pullback: { g, x, y in x / y * (g / size) })
  }

  /// log(sum(exp(x))) along `dim`, stable; -inf where every element is -inf, or there is none. A primitive because the
  /// derivative of the composite is NaN there.
  public func logSumExp(dim: Int, keepDim: Bool = false) -> Tensor {
    let y = Tensor.primitive(
      of: self, name: "logSumExp", value: { $0.logSumExp(dim: dim) },
      pullback: { g, x, y in
        // Not exp(x - y): of a large y so much is lost by rounding that these would not sum up to 1.
        let isFinite = y.array.isFinite()
        if isFinite.all() { return g * x.softmax(dim: dim) }
        // Where y is -inf so is every x, and exp(x - 0) is the 0 that the derivative should be.
        let powers = (x - y.where(y.array.notEqual(-.infinity), else: 0)).exp()
        return g
          * x.where(isFinite, else: 0).softmax(dim: dim).where(Tensor(isFinite), else: powers)
      })
    return keepDim ? y : y.squeeze(dim)
  }

  /// How many elements become one in `kept`, which is this shape with ones in it.
  private func reducedCount(_ kept: [Int]) -> Double {
    Double(zip(shape, kept).reduce(1) { $1.0 == $1.1 ? $0 : $0 * $1.0 })
  }
}
