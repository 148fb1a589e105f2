import CApusKernels
import Glibc

// Functions of angles in radians. Integers become float32 first.

extension NDArray {
  public func sin() -> NDArray { map(Sin.self) }
  public func cos() -> NDArray { map(Cos.self) }
}

private enum Sin: UnaryFunction {
  static let name = "sin"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(Glibc.sin(Double(x))) }
  static let float32: MapKernel? = { k_sin_f32($0, $1, $2) }
}
private enum Cos: UnaryFunction {
  static let name = "cos"
  static func apply<T: FloatingElement>(_ x: T) -> T { T(Glibc.cos(Double(x))) }
  static let float32: MapKernel? = { k_cos_f32($0, $1, $2) }
}
