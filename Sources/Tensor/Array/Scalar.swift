/// A Swift type that can be an element of an `NDArray`: Float, Double, Int (int64), Int32, UInt8, Bool.
public protocol Scalar: ArrayElement, Equatable, BitwiseCopyable
where _Stored == Self {
  static var dtype: DType { get }
}

extension Float: Scalar { public static var dtype: DType { .float32 } }
extension Double: Scalar { public static var dtype: DType { .float64 } }
extension Int: Scalar { public static var dtype: DType { .int64 } }
extension Int32: Scalar { public static var dtype: DType { .int32 } }
extension UInt8: Scalar { public static var dtype: DType { .uint8 } }
extension Bool: Scalar { public static var dtype: DType { .bool } }
