/// A Swift type of whose values arrays can be made, and to which their elements can be turned: Bool and every integer
/// and floating-point type. What arrays have no type for is widened: Int8, Int16 and UInt16 to int32; UInt32, Int64,
/// UInt64, UInt, Int128 and UInt128 to int64; Float16 to float32; Float80 is rounded to float64. What does not fit the
/// wider type traps by its name, and on the way back what does not fit the narrower one.
public protocol ArrayElement: Sendable {
  /// What is stored.
  associatedtype _Stored: Scalar
  static func _stored(_ elements: [Self]) -> [_Stored]
  /// In row-major order.
  static func _elements(of array: NDArray) -> [Self]
}

extension Scalar {
  @inlinable public static func _stored(_ elements: [Self]) -> [Self] { elements }
  public static func _elements(of array: NDArray) -> [Self] {
    array.to(dtype).swiftElements(as: Self.self)
  }
}

/// An integer type that is stored as another.
public protocol _WidenedInteger: ArrayElement, BinaryInteger
where _Stored: FixedWidthInteger {}

extension _WidenedInteger {
  @inlinable public static func _stored(_ elements: [Self]) -> [_Stored] {
    elements.map { fitting($0) }
  }
  /// Cuts off fractions; NaN is 0.
  public static func _elements(of array: NDArray) -> [Self] {
    if !array.dtype.isFloatingPoint { return Int._elements(of: array).map { fitting($0) } }
    return Double._elements(of: array).map { number in
      if number.isNaN { return 0 }
      guard let whole = Self(exactly: number.rounded(.towardZero)) else {
        trap("\(array.dtype): \(number) does not fit \(Self.self)")
      }
      return whole
    }
  }
}

/// A floating-point type that is stored as another.
public protocol _RoundedFloat: ArrayElement, BinaryFloatingPoint
where _Stored: BinaryFloatingPoint {}

extension _RoundedFloat {
  @inlinable public static func _stored(_ elements: [Self]) -> [_Stored] {
    elements.map { _Stored($0) }
  }
  public static func _elements(of array: NDArray) -> [Self] {
    _Stored._elements(of: array).map { Self($0) }
  }
}

extension Int8: _WidenedInteger { public typealias _Stored = Int32 }
extension Int16: _WidenedInteger { public typealias _Stored = Int32 }
extension UInt16: _WidenedInteger { public typealias _Stored = Int32 }
extension UInt32: _WidenedInteger { public typealias _Stored = Int }
extension Int64: _WidenedInteger {
  public typealias _Stored = Int
  /// As `Int`, which it only is by another name.
  public static func _elements(of array: NDArray) -> [Int64] {
    Int._elements(of: array).map { Int64($0) }
  }
}
extension UInt64: _WidenedInteger { public typealias _Stored = Int }
extension UInt: _WidenedInteger { public typealias _Stored = Int }
extension Int128: _WidenedInteger { public typealias _Stored = Int }
extension UInt128: _WidenedInteger { public typealias _Stored = Int }
extension Float16: _RoundedFloat { public typealias _Stored = Float }
#if arch(x86_64)
  extension Float80: _RoundedFloat { public typealias _Stored = Double }
#endif
