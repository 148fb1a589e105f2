// Whole numbers, sizes and signs.

extension NDArray {
  /// Integers stay as they are.
  public func floor() -> NDArray { dtype.isFloatingPoint ? map(Floor.self) : self }
  public func abs() -> NDArray { pairs(self, Magnitude.self) }
  /// -1, 0 or 1 in the array's own type; NaN gives NaN.
  public func sign() -> NDArray { pairs(self, Sign.self) }
}

private enum Floor: UnaryFunction {
  static let name = "floor"
  static func apply<T: FloatingElement>(_ x: T) -> T { x.rounded(.down) }
}
/// Of the first of two equal operands; 0 - x rather than -x, so that -0 becomes 0.
private enum Magnitude: BinaryFunction {
  static let name = "abs"
  static func apply<T: NumericElement>(_ a: T, _: T) -> T {
    let zero = T(element: 0)
    return T.less(zero, a) ? a : .difference(zero, a)
  }
}
/// Of the first of two equal operands.
private enum Sign: BinaryFunction {
  static let name = "sign"
  static func apply<T: NumericElement>(_ a: T, _: T) -> T {
    let (zero, one) = (T(element: 0), T(element: 1))
    if T.less(zero, a) { return one }
    return T.less(a, zero) ? .difference(zero, one) : a
  }
}
