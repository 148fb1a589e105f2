/// Swift's integer and floating-point types: variables of all of them stand beside tensors and arrays.
///
/// A whole number beyond `Int` traps by its name; a `Float80` is rounded to `Double`.
public protocol SwiftNumber {
  var _number: Number { get }
}

extension SwiftNumber where Self: BinaryInteger {
  @inlinable public var _number: Number { .whole(fitting(self)) }
}

extension SwiftNumber where Self: BinaryFloatingPoint {
  @inlinable public var _number: Number { .real(Double(self)) }
}

/// Traps on what `B` does not hold.
@inlinable
func fitting<A: BinaryInteger, B: BinaryInteger>(_ value: A) -> B {
  guard let result = B(exactly: value) else { trap("\(A.self): \(value) does not fit \(B.self)") }
  return result
}

extension Int: SwiftNumber {}
extension Int8: SwiftNumber {}
extension Int16: SwiftNumber {}
extension Int32: SwiftNumber {}
extension Int64: SwiftNumber {}
extension Int128: SwiftNumber {}
extension UInt: SwiftNumber {}
extension UInt8: SwiftNumber {}
extension UInt16: SwiftNumber {}
extension UInt32: SwiftNumber {}
extension UInt64: SwiftNumber {}
extension UInt128: SwiftNumber {}
extension Float: SwiftNumber {}
extension Double: SwiftNumber {}
extension Float16: SwiftNumber {}
#if arch(x86_64)
  extension Float80: SwiftNumber {}
#endif
