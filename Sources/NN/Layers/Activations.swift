public import ApusAutograd

/// max(x, 0).
public final class ReLU: Module, Layer {
  public func callAsFunction(_ x: Tensor) -> Tensor { x.relu() }
}

/// Hyperbolic tangent.
public final class Tanh: Module, Layer {
  public func callAsFunction(_ x: Tensor) -> Tensor { x.tanh() }
}

/// 1 / (1 + exp(-x)).
public final class Sigmoid: Module, Layer {
  public func callAsFunction(_ x: Tensor) -> Tensor { x.sigmoid() }
}

/// x - log(sum(exp(x))) along `dim`.
public final class LogSoftmax: Module, Layer {
  public let dim: Int
  public init(dim: Int) { self.dim = dim }
  public func callAsFunction(_ x: Tensor) -> Tensor { x.logSoftmax(dim: dim) }
  public override var extraDescription: String { "dim=\(dim)" }
}
