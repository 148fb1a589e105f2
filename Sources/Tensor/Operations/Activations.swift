import CApusKernels
import Glibc

// What layers of networks apply to each element. Integers become float32 first, but for relu.

extension NDArray {
  /// max(x, 0); NaN stays NaN.
  public func relu() -> NDArray { maximum(scalar(0, "relu")) }
  /// 1 / (1 + exp(-x)).
  public func sigmoid() -> NDArray { map(Sigmoid.self) }
  /// x times sigmoid(x).
  package func silu() -> NDArray { map(SiLU.self) }
  /// log(1 + exp(x)); x itself where that is above `threshold`.
  package func softplus(threshold: Double = 20) -> NDArray {
    let y = map(Softplus.self)
    return threshold == 20 ? y : to(y.dtype).where(greater(.real(threshold)), else: log1pOfExp(y))
  }

  /// `softplus` without a threshold, from that with one of 20.
  private func log1pOfExp(_ y: NDArray) -> NDArray {
    y.where(lessEqual(20), else: to(y.dtype) + (-to(y.dtype)).exp())
  }
}

private enum Sigmoid: UnaryFunction {
  static let name = "sigmoid"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(1 / (1 + Glibc.exp(-Double(x)))) }
  static let float32: MapKernel? = { k_sigmoid_f32($0, $1, $2) }
}
private enum SiLU: UnaryFunction {
  static let name = "silu"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(Double(x) / (1 + Glibc.exp(-Double(x)))) }
  static let float32: MapKernel? = { k_silu_f32($0, $1, $2) }
}
private enum Softplus: UnaryFunction {
  static let name = "softplus"
  static func apply<T: FloatingElement>(_ x: T) -> T {
    x > 20 ? x : T(Glibc.log1p(Glibc.exp(Double(x))))
  }
  static let float32: MapKernel? = { k_softplus_f32($0, $1, $2) }
}
