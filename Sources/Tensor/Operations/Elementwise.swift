import Glibc

// A function is a type, not a closure: the loops below are then specialised for it.

protocol UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T
  /// The vectorised kernel over whole arrays, where there is one.
  static func vector<T>(_ kernels: VectorKernels<T>) -> VectorKernels<T>.Kernel?
}

extension UnaryFunction {
  static func vector<T>(_: VectorKernels<T>) -> VectorKernels<T>.Kernel? { nil }
}

protocol BinaryFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> T
}

protocol FloatingBinaryFunction {
  static func apply<T: FloatingScalar>(_ a: T, _ b: T) -> T
}

protocol ComparisonFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> Bool
}

// MARK: - Arithmetic

extension NDArray {
  public static func + (a: NDArray, b: NDArray) -> NDArray { a.combined(b, "+", Add.self) }
  public static func - (a: NDArray, b: NDArray) -> NDArray { a.combined(b, "-", Subtract.self) }
  public static func * (a: NDArray, b: NDArray) -> NDArray { a.combined(b, "*", Multiply.self) }
  /// True division: integers give float32.
  public static func / (a: NDArray, b: NDArray) -> NDArray { a.combined(b, "/", Divide.self) }
  /// Integers to the power of integers stay integers, and trap on negative powers.
  public func pow(_ exponent: NDArray) -> NDArray {
    dtype.isFloatingPoint || exponent.dtype.isFloatingPoint
      ? combined(exponent, "pow", Power.self) : combined(exponent, "pow", IntegerPower.self)
  }
  /// The larger of each pair; NaN where either is NaN.
  public func maximum(_ other: NDArray) -> NDArray { combined(other, "maximum", Maximum.self) }
  /// The smaller of each pair; NaN where either is NaN.
  public func minimum(_ other: NDArray) -> NDArray { combined(other, "minimum", Minimum.self) }

  /// Of truth values int64.
  public static prefix func - (a: NDArray) -> NDArray {
    a.dtype.isInteger ? a * NDArray(scalar: -1).to(a.dtype) : a * -1
  }

  public static func += (a: inout NDArray, b: NDArray) { a = a + b }
  public static func -= (a: inout NDArray, b: NDArray) { a = a - b }
  public static func *= (a: inout NDArray, b: NDArray) { a = a * b }
  public static func /= (a: inout NDArray, b: NDArray) { a = a / b }
}

/// What takes the place of another value.
enum Second: BinaryFunction {
  static func apply<T: Scalar>(_: T, _ b: T) -> T { b }
}
enum Add: BinaryFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> T { .sum(a, b) }
}
private enum Subtract: BinaryFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> T { .difference(a, b) }
}
private enum Multiply: BinaryFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> T { .product(a, b) }
}
private enum Maximum: BinaryFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> T { a.isNaN || T.less(b, a) ? a : b }
}
private enum Minimum: BinaryFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> T { a.isNaN || T.less(a, b) ? a : b }
}
/// Of the first of two equal operands; 0 - x rather than -x, so that -0 becomes 0.
private enum Magnitude: BinaryFunction {
  static func apply<T: Scalar>(_ a: T, _: T) -> T {
    let zero = T(element: 0)
    return T.less(zero, a) ? a : .difference(zero, a)
  }
}
/// Of the first of two equal operands.
private enum Sign: BinaryFunction {
  static func apply<T: Scalar>(_ a: T, _: T) -> T {
    let (zero, one) = (T(element: 0), T(element: 1))
    if T.less(zero, a) { return one }
    return T.less(a, zero) ? .difference(zero, one) : a
  }
}
private enum Divide: FloatingBinaryFunction {
  static func apply<T: FloatingScalar>(_ a: T, _ b: T) -> T { a / b }
}
private enum Power: FloatingBinaryFunction {
  static func apply<T: FloatingScalar>(_ a: T, _ b: T) -> T {
    if b == 2 { return a * a }
    return T(Glibc.pow(Double(a), Double(b)))
  }
}

private enum IntegerPower: BinaryFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> T {
    require(b.int >= 0, "pow: integers to negative powers are fractions; convert with to(.float32)")
    var (power, square, exponent) = (T(element: 1), a, b.int)
    while exponent > 0 {
      if exponent & 1 == 1 { power = .product(power, square) }
      square = .product(square, square)
      exponent >>= 1
    }
    return power
  }
}

// MARK: - Comparison

extension NDArray {
  public func equal(_ other: NDArray) -> NDArray { compared(other, "equal", Equal.self) }
  public func notEqual(_ other: NDArray) -> NDArray { compared(other, "notEqual", NotEqual.self) }
  public func less(_ other: NDArray) -> NDArray { compared(other, "less", Less.self) }
  public func lessEqual(_ other: NDArray) -> NDArray {
    compared(other, "lessEqual", LessEqual.self)
  }
  public func greater(_ other: NDArray) -> NDArray { compared(other, "greater", Greater.self) }
  public func greaterEqual(_ other: NDArray) -> NDArray {
    compared(other, "greaterEqual", GreaterEqual.self)
  }
}

enum Equal: ComparisonFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> Bool { a == b }
}
enum NotEqual: ComparisonFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> Bool { a != b }
}
enum Less: ComparisonFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> Bool { T.less(a, b) }
}
enum LessEqual: ComparisonFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> Bool { T.less(a, b) || a == b }
}
enum Greater: ComparisonFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> Bool { T.less(b, a) }
}
enum GreaterEqual: ComparisonFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> Bool { LessEqual.apply(b, a) }
}
enum NotLessEqual: ComparisonFunction {
  static func apply<T: Scalar>(_ a: T, _ b: T) -> Bool { !LessEqual.apply(a, b) }
}

// MARK: - Functions of one array; integers become float32 first unless a function says otherwise

extension NDArray {
  public func exp() -> NDArray { mapped("exp", Exp.self) }
  public func log() -> NDArray { mapped("log", Log.self) }
  public func log1p() -> NDArray { mapped("log1p", Log1p.self) }
  public func sqrt() -> NDArray { mapped("sqrt", Sqrt.self) }
  public func sin() -> NDArray { mapped("sin", Sin.self) }
  public func cos() -> NDArray { mapped("cos", Cos.self) }
  public func tanh() -> NDArray { mapped("tanh", Tanh.self) }
  public func sigmoid() -> NDArray { mapped("sigmoid", Sigmoid.self) }
  /// Integers stay as they are.
  public func floor() -> NDArray { dtype.isFloatingPoint ? mapped("floor", Floor.self) : self }
  /// max(x, 0); NaN stays NaN.
  public func relu() -> NDArray { maximum(scalar(0, "relu")) }
  public func abs() -> NDArray { combined(self, "abs", Magnitude.self) }
  /// -1, 0 or 1 in the array's own type; NaN gives NaN.
  public func sign() -> NDArray { combined(self, "sign", Sign.self) }
}

private enum Exp: UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T { T(Glibc.exp(Double(x))) }
  static func vector<T>(_ kernels: VectorKernels<T>) -> VectorKernels<T>.Kernel? { kernels.exp }
}
private enum Log: UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T { T(Glibc.log(Double(x))) }
  static func vector<T>(_ kernels: VectorKernels<T>) -> VectorKernels<T>.Kernel? { kernels.log }
}
private enum Log1p: UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T { T(Glibc.log1p(Double(x))) }
}
private enum Sqrt: UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T { x.squareRoot() }
}
private enum Sin: UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T { T(Glibc.sin(Double(x))) }
}
private enum Cos: UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T { T(Glibc.cos(Double(x))) }
}
private enum Tanh: UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T { T(Glibc.tanh(Double(x))) }
  static func vector<T>(_ kernels: VectorKernels<T>) -> VectorKernels<T>.Kernel? { kernels.tanh }
}
private enum Sigmoid: UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T { T(1 / (1 + Glibc.exp(-Double(x)))) }
  static func vector<T>(_ kernels: VectorKernels<T>) -> VectorKernels<T>.Kernel? { kernels.sigmoid }
}
private enum Floor: UnaryFunction {
  static func apply<T: FloatingScalar>(_ x: T) -> T { x.rounded(.down) }
}

// MARK: - Choice

extension NDArray {
  /// `self` where `condition` holds, else `other`; all three broadcast.
  public func `where`(_ condition: NDArray, else other: NDArray) -> NDArray {
    require(condition.dtype == .bool, "where: the mask must be bool, got \(condition.dtype)")
    let type = DType.promote(
      dtype, isScalar: rank == 0, other.dtype, isScalar: other.rank == 0)
    let dims = NDArray.broadcast(
      NDArray.broadcast(self.dims, other.dims, "where"), condition.dims, "where")
    let mask = condition.expand(to: dims).contiguous()
    let b = other.to(type)
    return type.accept(
      Choose(
        mask: mask, a: to(type).expand(to: dims).contiguous(),
        b: b.count == 1 ? b : b.expand(to: dims).contiguous()))
  }
}

/// `b` is of the mask's shape or a single value.
private struct Choose: DTypeVisitor {
  let mask: NDArray, a: NDArray, b: NDArray
  func visit<T: Scalar>(_: T.Type) -> NDArray {
    let (m, x, y) = (mask.elements(as: Bool.self), a.elements(as: T.self), b.elements(as: T.self))
    let count = mask.count
    return NDArray(mask.dims, of: T.self) { out in
      // Both are read before the choice: the loops are then vectorised.
      if b.count == 1 {
        let other = y[0]
        for i in 0..<count {
          let value = x[i]
          out[i] = m[i] ? value : other
        }
      } else {
        for i in 0..<count {
          let (value, other) = (x[i], y[i])
          out[i] = m[i] ? value : other
        }
      }
    }
  }
}
