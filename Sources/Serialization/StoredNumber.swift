import ApusTensor

/// A type of numbers as files hold them, little-endian.
///
/// Those that arrays do not have are read as the narrowest that holds all their values: integers as
/// int32 or int64, floating-point numbers as float32.
enum StoredNumber {
  case bool
  case int8, int16, int32, int64
  case uint8, uint16, uint32, uint64
  case float16, bfloat16, float32, float64

  init(_ dtype: DType) {
    switch dtype {
    case .float32: self = .float32
    case .float64: self = .float64
    case .int64: self = .int64
    case .int32: self = .int32
    case .uint8: self = .uint8
    case .bool: self = .bool
    }
  }

  /// Bytes an element.
  var size: Int {
    switch self {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// The elements once they have been read.
  var dtype: DType {
    switch self {
    case .bool: .bool
    case .uint8: .uint8
    case .int8, .int16, .uint16, .int32: .int32
    case .uint32, .int64, .uint64: .int64
    case .float16, .bfloat16, .float32: .float32
    case .float64: .float64
    }
  }

  /// The array of these elements, in row-major order and as many as `shape` has.
  ///
  /// Throws `FormatProblem` where int64 does not hold one of them.
  func array(_ bytes: [UInt8], shape: [Int]) throws -> NDArray {
    switch self {
    case .bool, .uint8, .int32, .int64, .float32, .float64:
      return NDArray(outside: bytes, shape: shape, dtype: dtype)
    case .int8: return widened(bytes, shape) { (x: Int8) in Int32(x) }
    case .int16: return widened(bytes, shape) { (x: Int16) in Int32(x) }
    case .uint16: return widened(bytes, shape) { (x: UInt16) in Int32(x) }
    case .uint32: return widened(bytes, shape) { (x: UInt32) in Int(x) }
    case .uint64:
      var tooLarge: UInt64?
      let result = widened(bytes, shape) { (x: UInt64) in
        if x > Int.max, tooLarge == nil { tooLarge = x }
        return Int(truncatingIfNeeded: x)
      }
      if let tooLarge { throw FormatProblem("holds \(tooLarge), which is too large for int64") }
      return result
    case .float16: return widened(bytes, shape) { Float(Float16(bitPattern: $0)) }
    // A bfloat16 is the upper half of a float32.
    case .bfloat16:
      return widened(bytes, shape) { (x: UInt16) in Float(bitPattern: UInt32(x) << 16) }
    }
  }
}

private func widened<Stored: FixedWidthInteger & BitwiseCopyable, Element: Scalar>(
  _ bytes: [UInt8], _ shape: [Int], _ widen: (Stored) -> Element
) -> NDArray {
  var result = NDArray.zeros(shape, dtype: Element.dtype)
  result.withMutableElements(as: Element.self) { elements in
    bytes.withUnsafeBytes { bytes in
      for i in elements.indices {
        let offset = i * MemoryLayout<Stored>.size
        elements[i] = widen(bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self))
      }
    }
  }
  return result
}
