/// A number beside an array, as it was written: a literal (`x * 2`, `x.less(.infinity)`, `x * (1 / 3)`), or a number
/// of any of Swift's types, which is turned into one.
///
/// Whole numbers stay exact, as an array of int64 may hold them. Arithmetic of numbers is that of mathematics: `1 / 3`
/// is a third, and what is beyond `Int` becomes real.
public enum Number: Sendable {
  case whole(Int)
  case real(Double)

  public static var infinity: Number { .real(.infinity) }
  public static var nan: Number { .real(.nan) }
  public static var pi: Number { .real(.pi) }
}

extension Number: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, CustomStringConvertible {
  @inlinable public init(integerLiteral value: Int) { self = .whole(value) }
  @inlinable public init(floatLiteral value: Double) { self = .real(value) }

  public var description: String {
    switch self {
    case .whole(let value): "\(value)"
    case .real(let value): "\(value)"
    }
  }
}

// MARK: - Arithmetic

extension Number {
  public static func + (a: Number, b: Number) -> Number {
    result(a, b, { $0.addingReportingOverflow($1) }, +)
  }
  public static func - (a: Number, b: Number) -> Number {
    result(a, b, { $0.subtractingReportingOverflow($1) }, -)
  }
  public static func * (a: Number, b: Number) -> Number {
    result(a, b, { $0.multipliedReportingOverflow(by: $1) }, *)
  }
  /// Real, also where the quotient is whole.
  public static func / (a: Number, b: Number) -> Number { .real(a.double / b.double) }
  public static prefix func - (a: Number) -> Number { a * -1 }

  private static func result(
    _ a: Number, _ b: Number, _ whole: (Int, Int) -> (partialValue: Int, overflow: Bool),
    _ real: (Double, Double) -> Double
  ) -> Number {
    if case .whole(let a) = a, case .whole(let b) = b {
      let (value, isBeyond) = whole(a, b)
      if !isBeyond { return .whole(value) }
    }
    return .real(real(a.double, b.double))
  }
}

// MARK: - Values

extension Number {
  package var double: Double {
    switch self {
    case .whole(let value): Double(value)
    case .real(let value): value
    }
  }

  package var isNaN: Bool { double.isNaN }

  /// Of an integer type or a literal without a point; 2.0 is not.
  package var isWhole: Bool { if case .whole = self { true } else { false } }

  /// As an element; integers cut off the fraction. nil where the number is beyond what an integer type holds.
  func element<T: NumericElement>(as: T.Type) -> T? {
    if !T.dtype.isInteger {
      return if case .whole(let value) = self { T(element: value) } else { T(element: double) }
    }
    let value: Int? =
      if case .whole(let value) = self { value } else { Int(exactly: double.rounded(.towardZero)) }
    guard let value, T(element: value).int == value else { return nil }
    return T(element: value)
  }
}

/// Where a number stands among those of an integer type.
enum Place: Equatable {
  case at(Int)
  /// Between this one and the next.
  case after(Int)
  case aboveAll, belowAll
  /// NaN
  case nowhere
}

extension Number {
  func place(among dtype: DType) -> Place { dtype.accept(PlaceAmong(number: self)) }
}

private struct PlaceAmong: DTypeVisitor {
  let number: Number
  func visit<T: NumericElement>(_: T.Type) -> Place {
    let (lower, isBetween): (Int?, Bool) =
      switch number {
      case .whole(let value): (value, false)
      case .real(let value): (Int(exactly: value.rounded(.down)), value.rounded(.down) != value)
      }
    if number.isNaN { return .nowhere }
    guard let lower, T(element: lower).int == lower else {
      return number.double > 0 ? .aboveAll : .belowAll
    }
    return isBetween ? .after(lower) : .at(lower)
  }
}
