/// A Swift type that can be an element of an `NDArray`.
///
/// `Int` is int64. Conversions of floating-point numbers truncate towards zero and saturate, so that no value can
/// trap; to uint8 they wrap around, as PyTorch's do.
public protocol Scalar: ArrayElement, Equatable, BitwiseCopyable
where _Stored == Self {
  static var dtype: DType { get }
  init(element value: Double)
  init(element value: Int)
  var double: Double { get }
  var int: Int { get }

  /// What a sum is accumulated in and, for integers, what it is.
  associatedtype Accumulator: Scalar
  var accumulator: Accumulator { get }

  static func sum(_ a: Self, _ b: Self) -> Self
  static func difference(_ a: Self, _ b: Self) -> Self
  static func product(_ a: Self, _ b: Self) -> Self
  static func less(_ a: Self, _ b: Self) -> Bool
  var isNaN: Bool { get }
}

/// float32 or float64.
public protocol FloatingScalar: Scalar, BinaryFloatingPoint {}

extension Float: FloatingScalar {
  public static var dtype: DType { .float32 }
  @inlinable public init(element value: Double) { self = Float(value) }
  @inlinable public init(element value: Int) { self = Float(value) }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int: Int { Double(self).int }
  @inlinable public var accumulator: Double { Double(self) }
  @inlinable public static func sum(_ a: Float, _ b: Float) -> Float { a + b }
  @inlinable public static func difference(_ a: Float, _ b: Float) -> Float { a - b }
  @inlinable public static func product(_ a: Float, _ b: Float) -> Float { a * b }
  @inlinable public static func less(_ a: Float, _ b: Float) -> Bool { a < b }
}

extension Double: FloatingScalar {
  public static var dtype: DType { .float64 }
  @inlinable public init(element value: Double) { self = value }
  @inlinable public init(element value: Int) { self = Double(value) }
  @inlinable public var double: Double { self }
  @inlinable public var int: Int {
    if isNaN { return 0 }
    if self >= 0x1p63 { return .max }
    return self < -0x1p63 ? .min : Int(self)
  }
  @inlinable public var accumulator: Double { self }
  @inlinable public static func sum(_ a: Double, _ b: Double) -> Double { a + b }
  @inlinable public static func difference(_ a: Double, _ b: Double) -> Double { a - b }
  @inlinable public static func product(_ a: Double, _ b: Double) -> Double { a * b }
  @inlinable public static func less(_ a: Double, _ b: Double) -> Bool { a < b }
}

/// What the integer types share: arithmetic wraps around, as in PyTorch.
public protocol IntegerScalar: Scalar, FixedWidthInteger {}

extension IntegerScalar {
  @inlinable public init(element value: Double) {
    self = Self.isSigned ? Self(clamping: value.int) : Self(truncatingIfNeeded: value.int)
  }
  @inlinable public init(element value: Int) { self = Self(truncatingIfNeeded: value) }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int: Int { Int(truncatingIfNeeded: self) }
  @inlinable public var accumulator: Int { Int(truncatingIfNeeded: self) }
  @inlinable public static func sum(_ a: Self, _ b: Self) -> Self { a &+ b }
  @inlinable public static func difference(_ a: Self, _ b: Self) -> Self { a &- b }
  @inlinable public static func product(_ a: Self, _ b: Self) -> Self { a &* b }
  @inlinable public static func less(_ a: Self, _ b: Self) -> Bool { a < b }
  @inlinable public var isNaN: Bool { false }
}

extension Int: IntegerScalar { public static var dtype: DType { .int64 } }
extension Int32: IntegerScalar { public static var dtype: DType { .int32 } }
extension UInt8: IntegerScalar { public static var dtype: DType { .uint8 } }

/// Sum is "or", product is "and", as in PyTorch.
extension Bool: Scalar {
  public static var dtype: DType { .bool }
  @inlinable public init(element value: Double) { self = value != 0 }
  @inlinable public init(element value: Int) { self = value != 0 }
  @inlinable public var double: Double { self ? 1 : 0 }
  @inlinable public var int: Int { self ? 1 : 0 }
  @inlinable public var accumulator: Int { self ? 1 : 0 }
  @inlinable public static func sum(_ a: Bool, _ b: Bool) -> Bool { a || b }
  public static func difference(_ a: Bool, _ b: Bool) -> Bool {
    trap("-: bool arrays cannot be subtracted; use != or convert with to(.int64)")
  }
  @inlinable public static func product(_ a: Bool, _ b: Bool) -> Bool { a && b }
  @inlinable public static func less(_ a: Bool, _ b: Bool) -> Bool { !a && b }
  @inlinable public var isNaN: Bool { false }
}
