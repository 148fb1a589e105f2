/// What tensors and arrays do with numbers beside them.
///
/// Beside an array of integers a whole number is one of its type, and traps where that does not hold it; a fraction
/// makes the result float32, and so does `/`. Truth values count as int64. An array of floating-point numbers keeps its
/// type. Comparisons of integers are exact, whatever the number.
///
/// Each operation is there for a literal (`Number`) and for a variable of any of Swift's number types.
public protocol NumberArithmetic {
  static func + (a: Self, b: Number) -> Self
  static func + (a: Number, b: Self) -> Self
  static func - (a: Self, b: Number) -> Self
  static func - (a: Number, b: Self) -> Self
  static func * (a: Self, b: Number) -> Self
  static func * (a: Number, b: Self) -> Self
  static func / (a: Self, b: Number) -> Self
  static func / (a: Number, b: Self) -> Self
  func pow(_ exponent: Number) -> Self
  func clamp(min: Number, max: Number) -> Self
  func equal(_ value: Number) -> Self
  func notEqual(_ value: Number) -> Self
  func less(_ value: Number) -> Self
  func lessEqual(_ value: Number) -> Self
  func greater(_ value: Number) -> Self
  func greaterEqual(_ value: Number) -> Self
  func `where`(_ condition: Self, else other: Number) -> Self
}

extension NumberArithmetic {
  @inlinable public static func += (a: inout Self, b: Number) { a = a + b }
  @inlinable public static func -= (a: inout Self, b: Number) { a = a - b }
  @inlinable public static func *= (a: inout Self, b: Number) { a = a * b }
  @inlinable public static func /= (a: inout Self, b: Number) { a = a / b }
}

// MARK: - Variables

extension NumberArithmetic {
  @_disfavoredOverload @inlinable
  public static func + <N: SwiftNumber>(a: Self, b: N) -> Self { a + b._number }
  @_disfavoredOverload @inlinable
  public static func + <N: SwiftNumber>(a: N, b: Self) -> Self { a._number + b }
  @_disfavoredOverload @inlinable
  public static func - <N: SwiftNumber>(a: Self, b: N) -> Self { a - b._number }
  @_disfavoredOverload @inlinable
  public static func - <N: SwiftNumber>(a: N, b: Self) -> Self { a._number - b }
  @_disfavoredOverload @inlinable
  public static func * <N: SwiftNumber>(a: Self, b: N) -> Self { a * b._number }
  @_disfavoredOverload @inlinable
  public static func * <N: SwiftNumber>(a: N, b: Self) -> Self { a._number * b }
  @_disfavoredOverload @inlinable
  public static func / <N: SwiftNumber>(a: Self, b: N) -> Self { a / b._number }
  @_disfavoredOverload @inlinable
  public static func / <N: SwiftNumber>(a: N, b: Self) -> Self { a._number / b }

  @_disfavoredOverload @inlinable
  public static func += <N: SwiftNumber>(a: inout Self, b: N) { a = a + b._number }
  @_disfavoredOverload @inlinable
  public static func -= <N: SwiftNumber>(a: inout Self, b: N) { a = a - b._number }
  @_disfavoredOverload @inlinable
  public static func *= <N: SwiftNumber>(a: inout Self, b: N) { a = a * b._number }
  @_disfavoredOverload @inlinable
  public static func /= <N: SwiftNumber>(a: inout Self, b: N) { a = a / b._number }

  @_disfavoredOverload @inlinable
  public func pow<N: SwiftNumber>(_ exponent: N) -> Self { pow(exponent._number) }
  @_disfavoredOverload @inlinable
  public func clamp<N: SwiftNumber>(min: N, max: Number = .infinity) -> Self {
    clamp(min: min._number, max: max)
  }
  @_disfavoredOverload @inlinable
  public func clamp<N: SwiftNumber>(min: Number = -.infinity, max: N) -> Self {
    clamp(min: min, max: max._number)
  }
  @_disfavoredOverload @inlinable
  public func clamp<N: SwiftNumber, M: SwiftNumber>(min: N, max: M) -> Self {
    clamp(min: min._number, max: max._number)
  }

  @_disfavoredOverload @inlinable
  public func equal<N: SwiftNumber>(_ value: N) -> Self { equal(value._number) }
  @_disfavoredOverload @inlinable
  public func notEqual<N: SwiftNumber>(_ value: N) -> Self { notEqual(value._number) }
  @_disfavoredOverload @inlinable
  public func less<N: SwiftNumber>(_ value: N) -> Self { less(value._number) }
  @_disfavoredOverload @inlinable
  public func lessEqual<N: SwiftNumber>(_ value: N) -> Self { lessEqual(value._number) }
  @_disfavoredOverload @inlinable
  public func greater<N: SwiftNumber>(_ value: N) -> Self { greater(value._number) }
  @_disfavoredOverload @inlinable
  public func greaterEqual<N: SwiftNumber>(_ value: N) -> Self { greaterEqual(value._number) }

  /// `self` where `condition` holds, else `other`.
  @_disfavoredOverload @inlinable
  public func `where`<N: SwiftNumber>(_ condition: Self, else other: N) -> Self {
    self.where(condition, else: other._number)
  }
}
