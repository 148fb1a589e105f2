import ApusTensor

/// The number of elements of an array, where memory could hold them.
///
/// Asked before any memory is taken.
func elementCount(of shape: [Int]) throws -> Int {
  guard shape.count <= NDArray.maxRank else {
    throw FormatProblem("\(shape.count) dimensions; at most \(NDArray.maxRank) can be held")
  }
  guard let count = NDArray.elementCount(of: shape) else {
    throw FormatProblem("the shape \(shape) has too many elements")
  }
  return count
}

extension NDArray {
  /// Takes the elements in row-major order from bytes that came from a file: little-endian, and as
  /// many as the shape needs.
  init(outside bytes: [UInt8], shape: [Int], dtype: DType) {
    #if !_endian(little)
      #error("the bytes of every element would have to be reversed")
    #endif
    // A Swift Bool may be no other byte than 0 or 1.
    let clean = dtype == .bool ? bytes.map { $0 == 0 ? 0 : 1 } : bytes
    self = clean.withUnsafeBytes { NDArray(bytes: $0, shape: shape, dtype: dtype) }
  }
}

extension [UInt8] {
  /// The bytes of each element in the opposite order: little-endian for big-endian ones.
  func reversed(inElementsOf size: Int) -> [UInt8] {
    guard size > 1 else { return self }
    return [UInt8](unsafeUninitializedCapacity: count) { result, initializedCount in
      for start in stride(from: 0, to: count, by: size) {
        for i in 0..<size { result[start + i] = self[start + size - 1 - i] }
      }
      initializedCount = count
    }
  }
}
