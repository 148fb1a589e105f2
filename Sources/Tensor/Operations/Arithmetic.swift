// Sums, products and the like of two arrays, which broadcast.

extension NDArray {
  public static func + (a: NDArray, b: NDArray) -> NDArray { a.pairs(b, Add.self) }
  public static func - (a: NDArray, b: NDArray) -> NDArray { a.pairs(b, Subtract.self) }
  public static func * (a: NDArray, b: NDArray) -> NDArray { a.pairs(b, Multiply.self) }
  /// True division: integers give float32.
  public static func / (a: NDArray, b: NDArray) -> NDArray { a.pairs(b, Divide.self) }
  /// The larger of each pair; NaN where either is NaN.
  public func maximum(_ other: NDArray) -> NDArray { pairs(other, Maximum.self) }
  /// The smaller of each pair; NaN where either is NaN.
  public func minimum(_ other: NDArray) -> NDArray { pairs(other, Minimum.self) }

  /// Of truth values int64.
  public static prefix func - (a: NDArray) -> NDArray {
    a.dtype.isInteger ? a * NDArray(scalar: -1).to(a.dtype) : a * -1
  }

  public static func += (a: inout NDArray, b: NDArray) { a = a + b }
  public static func -= (a: inout NDArray, b: NDArray) { a = a - b }
  public static func *= (a: inout NDArray, b: NDArray) { a = a * b }
  public static func /= (a: inout NDArray, b: NDArray) { a = a / b }
}

enum Add: BinaryFunction {
  static let name = "+"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> T { .sum(a, b) }
}
private enum Subtract: BinaryFunction {
  static let name = "-"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> T { .difference(a, b) }
}
private enum Multiply: BinaryFunction {
  static let name = "*"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> T { .product(a, b) }
}
private enum Maximum: BinaryFunction {
  static let name = "maximum"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> T { a.isNaN || T.less(b, a) ? a : b }
}
private enum Minimum: BinaryFunction {
  static let name = "minimum"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> T { a.isNaN || T.less(a, b) ? a : b }
}
private enum Divide: FloatingBinaryFunction {
  static let name = "/"
  static func apply<T: FloatingElement>(_ a: T, _ b: T) -> T { a / b }
}
