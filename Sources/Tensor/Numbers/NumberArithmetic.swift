/// What tensors and arrays do with numbers beside them.
///
/// Beside an array of integers a number of an integer type, or a literal without a point, is one of its type, and
/// traps where that does not hold it; one of a floating-point type, or with a point, makes the result float32 whatever
/// its value, and so does `/`. Truth values count as int64. An array of floating-point numbers keeps its
/// type. Comparisons of integers are exact, whatever the number.
///
/// Each operation is there for a literal (`Number`) and for a variable of any of Swift's number types.
public protocol NumberArithmetic {
  static var _operators: _NumberOperators<Self> { get }
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

/// The operators of a type for numbers beside it. As requirements of the protocol the compiler would weigh them a second
/// time, and take twice as long to refuse a wrong expression.
public struct _NumberOperators<A>: Sendable {
  public let plus, minus, times, dividedBy: @Sendable (A, Number) -> A
  public let from, under: @Sendable (Number, A) -> A

  public init(
    plus: @escaping @Sendable (A, Number) -> A, minus: @escaping @Sendable (A, Number) -> A,
    from: @escaping @Sendable (Number, A) -> A, times: @escaping @Sendable (A, Number) -> A,
    dividedBy: @escaping @Sendable (A, Number) -> A, under: @escaping @Sendable (Number, A) -> A
  ) {
    (self.plus, self.minus, self.from) = (plus, minus, from)
    (self.times, self.dividedBy, self.under) = (times, dividedBy, under)
  }
}

extension NumberArithmetic {
  @inlinable public static func += (a: inout Self, b: Number) { a = _operators.plus(a, b) }
  @inlinable public static func -= (a: inout Self, b: Number) { a = _operators.minus(a, b) }
  @inlinable public static func *= (a: inout Self, b: Number) { a = _operators.times(a, b) }
  @inlinable public static func /= (a: inout Self, b: Number) { a = _operators.dividedBy(a, b) }
}

// MARK: - Variables

extension NumberArithmetic {
  @_disfavoredOverload @inlinable
  public static func + <N: SwiftNumber>(a: Self, b: N) -> Self {
    _operators.plus(a, b._number)
  }
  @_disfavoredOverload @inlinable
  public static func + <N: SwiftNumber>(a: N, b: Self) -> Self {
    _operators.plus(b, a._number)
  }
  @_disfavoredOverload @inlinable
  public static func - <N: SwiftNumber>(a: Self, b: N) -> Self {
    _operators.minus(a, b._number)
  }
  @_disfavoredOverload @inlinable
  public static func - <N: SwiftNumber>(a: N, b: Self) -> Self {
    _operators.from(a._number, b)
  }
  @_disfavoredOverload @inlinable
  public static func * <N: SwiftNumber>(a: Self, b: N) -> Self {
    _operators.times(a, b._number)
  }
  @_disfavoredOverload @inlinable
  public static func * <N: SwiftNumber>(a: N, b: Self) -> Self {
    _operators.times(b, a._number)
  }
  @_disfavoredOverload @inlinable
  public static func / <N: SwiftNumber>(a: Self, b: N) -> Self {
    _operators.dividedBy(a, b._number)
  }
  @_disfavoredOverload @inlinable
  public static func / <N: SwiftNumber>(a: N, b: Self) -> Self {
    _operators.under(a._number, b)
  }

  @_disfavoredOverload @inlinable
  public static func += <N: SwiftNumber>(a: inout Self, b: N) {
    a = _operators.plus(a, b._number)
  }
  @_disfavoredOverload @inlinable
  public static func -= <N: SwiftNumber>(a: inout Self, b: N) {
    a = _operators.minus(a, b._number)
  }
  @_disfavoredOverload @inlinable
  public static func *= <N: SwiftNumber>(a: inout Self, b: N) {
    a = _operators.times(a, b._number)
  }
  @_disfavoredOverload @inlinable
  public static func /= <N: SwiftNumber>(a: inout Self, b: N) {
    a = _operators.dividedBy(a, b._number)
  }

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
