/// What the loops compute with.
///
/// Conversions of floating-point numbers truncate towards zero and saturate, so that no value can trap; to uint8 they
/// wrap around, as PyTorch's do.
protocol NumericElement: Scalar {
  init(element value: Double)
  init(element value: Int)
  var double: Double { get }
  var int: Int { get }

  /// What a sum is accumulated in and, for integers, what it is.
  associatedtype Accumulator: NumericElement
  var accumulator: Accumulator { get }

  static func sum(_ a: Self, _ b: Self) -> Self
  static func difference(_ a: Self, _ b: Self) -> Self
  static func product(_ a: Self, _ b: Self) -> Self
  static func less(_ a: Self, _ b: Self) -> Bool
  var isNaN: Bool { get }

  /// Vector code over rows, where there is some.
  static var rowKernels: RowKernels<Self>? { get }
}

/// float32 or float64.
protocol FloatingElement: NumericElement, BinaryFloatingPoint {}

extension FloatingElement {
  static func sum(_ a: Self, _ b: Self) -> Self { a + b }
  static func difference(_ a: Self, _ b: Self) -> Self { a - b }
  static func product(_ a: Self, _ b: Self) -> Self { a * b }
  static func less(_ a: Self, _ b: Self) -> Bool { a < b }
  var accumulator: Double { double }
}

extension Float: FloatingElement {
  init(element value: Double) { self = Float(value) }
  init(element value: Int) { self = Float(value) }
  var double: Double { Double(self) }
  var int: Int { Double(self).int }
}

extension Double: FloatingElement {
  init(element value: Double) { self = value }
  init(element value: Int) { self = Double(value) }
  var double: Double { self }
  var int: Int {
    if isNaN { return 0 }
    if self >= 0x1p63 { return .max }
    return self < -0x1p63 ? .min : Int(self)
  }
}

/// What the integer types share: arithmetic wraps around, as in PyTorch.
protocol IntegerElement: NumericElement, FixedWidthInteger {}

extension IntegerElement {
  init(element value: Double) {
    self = Self.isSigned ? Self(clamping: value.int) : Self(truncatingIfNeeded: value.int)
  }
  init(element value: Int) { self = Self(truncatingIfNeeded: value) }
  var double: Double { Double(self) }
  var int: Int { Int(truncatingIfNeeded: self) }
  var accumulator: Int { Int(truncatingIfNeeded: self) }
  static func sum(_ a: Self, _ b: Self) -> Self { a &+ b }
  static func difference(_ a: Self, _ b: Self) -> Self { a &- b }
  static func product(_ a: Self, _ b: Self) -> Self { a &* b }
  static func less(_ a: Self, _ b: Self) -> Bool { a < b }
  var isNaN: Bool { false }
}

extension Int: IntegerElement {}
extension Int32: IntegerElement {}
extension UInt8: IntegerElement {}

/// Sum is "or", product is "and", as in PyTorch.
extension Bool: NumericElement {
  init(element value: Double) { self = value != 0 }
  init(element value: Int) { self = value != 0 }
  var double: Double { self ? 1 : 0 }
  var int: Int { self ? 1 : 0 }
  var accumulator: Int { self ? 1 : 0 }
  static func sum(_ a: Bool, _ b: Bool) -> Bool { a || b }
  static func difference(_ a: Bool, _ b: Bool) -> Bool {
    trap("-: bool arrays cannot be subtracted; use != or convert with to(.int64)")
  }
  static func product(_ a: Bool, _ b: Bool) -> Bool { a && b }
  static func less(_ a: Bool, _ b: Bool) -> Bool { !a && b }
  var isNaN: Bool { false }
}
