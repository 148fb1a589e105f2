import ApusTensor

// `g` is the gradient of the result, `y` the result.

extension Tensor {
  public func exp() -> Tensor { Tensor(array.exp(), result: (self, { g, y in g * y })) }
  /// exp(x) - 1, right also where x is small.
  public func expm1() -> Tensor {
    Tensor(array.expm1(), result: (self, { g, y in g * (y + 1) }))
  }
  public func log() -> Tensor { Tensor(array.log(), (self, { g in g / self })) }
  /// log(1 + x), right also where x is small.
  public func log1p() -> Tensor { Tensor(array.log1p(), (self, { g in g / (self + 1) })) }
  /// The derivative at 0 is infinite.
  public func sqrt() -> Tensor { Tensor(array.sqrt(), result: (self, { g, y in g / (y * 2) })) }
  public func tanh() -> Tensor {
    Tensor(
      array.tanh(),
      result: (
        self,
        { g, y in
          GradMode.isEnabled ? g * (1 - y * y) : Tensor(y.array.tanhBackward(g.array))
        }
      ))
  }
  /// The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.
  public func erf() -> Tensor {
    Tensor(
      array.erf(), (self, { g in g * (-self.square()).exp() * (2 / Double.pi.squareRoot()) }))
  }
}
