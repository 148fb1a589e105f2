import Tensor

/// The size of an array in bytes, where memory could hold it.
///
/// Asked before any memory is taken. Sizes next to a 0 count as well: a shape such as
/// [0, 2^40, 2^40] would break later arithmetic.
func byteCount(of shape: [Int], elementSize: Int) throws -> Int {
  guard shape.count <= NDArray.maxRank else {
    throw FormatProblem("\(shape.count) dimensions; at most \(NDArray.maxRank) can be held")
  }
  guard NDArray.elementCount(of: shape.map { max($0, 1) }) != nil else {
    throw FormatProblem("the shape \(shape) has too many elements")
  }
  return shape.reduce(1, *) * elementSize
}

extension NDArray {
  /// Takes the elements in row-major order from bytes that came from a file: little-endian, and as
  /// many as `byteCount` tells.
  init(outside bytes: [UInt8], shape: [Int], dtype: DType) {
    #if !_endian(little)
      #error("the bytes of every element would have to be reversed")
    #endif
    // A Swift Bool may be no other byte than 0 or 1.
    let clean = dtype == .bool ? bytes.map { $0 == 0 ? 0 : 1 } : bytes
    self = clean.withUnsafeBytes { NDArray(bytes: $0, shape: shape, dtype: dtype) }
  }
}
