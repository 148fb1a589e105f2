import CApusKernels
import Glibc

// Exponentials, logarithms and what is made of them. Integers become float32 first.

extension NDArray {
  public func exp() -> NDArray { map(Exp.self) }
  /// exp(x) - 1, right also where x is small.
  package func expm1() -> NDArray { map(Expm1.self) }
  public func log() -> NDArray { map(Log.self) }
  public func log1p() -> NDArray { map(Log1p.self) }
  public func sqrt() -> NDArray { map(Sqrt.self) }
  public func tanh() -> NDArray { map(Tanh.self) }
  /// The gradient of tanh's argument from its result, this array, and the gradient of that: one pass over memory.
  package func tanhBackward(_ gradient: NDArray) -> NDArray { gradient.pairs(self, TanhSlope.self) }
  /// The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.
  package func erf() -> NDArray { map(Erf.self) }
}

private enum Exp: UnaryFunction {
  static let name = "exp"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(Glibc.exp(Double(x))) }
  static let float32: MapKernel? = { k_exp_f32($0, $1, $2) }
}
private enum Expm1: UnaryFunction {
  static let name = "expm1"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(Glibc.expm1(Double(x))) }
  static let float32: MapKernel? = { k_expm1_f32($0, $1, $2) }
}
private enum Log: UnaryFunction {
  static let name = "log"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(Glibc.log(Double(x))) }
  static let float32: MapKernel? = { k_log_f32($0, $1, $2) }
}
private enum Log1p: UnaryFunction {
  static let name = "log1p"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(Glibc.log1p(Double(x))) }
  static let float32: MapKernel? = { k_log1p_f32($0, $1, $2) }
}
private enum Sqrt: UnaryFunction {
  static let name = "sqrt"
  static func apply<T: FloatingElement>(_ x: T) -> T { x.squareRoot() }
  static let float32: MapKernel? = { k_sqrt_f32($0, $1, $2) }
}
private enum Tanh: UnaryFunction {
  static let name = "tanh"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(Glibc.tanh(Double(x))) }
  static let float32: MapKernel? = { k_tanh_f32($0, $1, $2) }
}
private enum TanhSlope: FloatingBinaryFunction {
  static let name = "tanh"
  static func apply<T: FloatingElement>(_ g: T, _ y: T) -> T { g * (1 - y * y) }
}
private enum Erf: UnaryFunction {
  static let name = "erf"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(Glibc.erf(Double(x))) }
  static let float32: MapKernel? = { k_erf_f32($0, $1, $2) }
}
