import Glibc

extension NDArray {
  /// Integers to the power of integers stay integers, and trap on negative powers.
  public func pow(_ exponent: NDArray) -> NDArray {
    dtype.isFloatingPoint || exponent.dtype.isFloatingPoint
      ? pairs(exponent, Power.self) : pairs(exponent, IntegerPower.self)
  }

  /// The powers 0.5 and -0.5 are roots, as in PyTorch: NaN at -inf, and at -0 of its sign.
  public func pow(_ exponent: Number) -> NDArray {
    // An integer to a whole power stays one.
    let other = operand(exponent, "pow")
    if dtype.isFloatingPoint { return raised(to: exponent.double) }
    return other.dtype.isFloatingPoint
      ? to(.float32).raised(to: exponent.double) : pow(other)
  }
}

private enum Power: FloatingBinaryFunction {
  static let name = "pow"
  static func apply<T: FloatingElement>(_ a: T, _ b: T) -> T {
    if b == 2 { return a * a }
    return T(Glibc.pow(Double(a), Double(b)))
  }
}

private enum IntegerPower: BinaryFunction {
  static let name = "pow"
  static func apply<T: NumericElement>(_ a: T, _ b: T) -> T {
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
