import ApusTensor

/// How elements are stored in a safetensors file.
struct SafetensorsType {
  /// As the header spells it.
  let name: String
  /// Of one element.
  let bits: Int
  /// nil for elements that no array holds: complex numbers, and those of eight bits and fewer that are not integers.
  let number: StoredNumber?

  private init(_ name: String, bits: Int) {
    (self.name, self.bits, self.number) = (name, bits, nil)
  }

  private init(_ name: String, _ number: StoredNumber) {
    (self.name, self.bits, self.number) = (name, 8 * number.size, number)
  }

  /// All that the format has, in the order by which files are sorted: by growing size, and as the reference
  /// implementation has them within a size.
  static let all = [
    SafetensorsType("BOOL", .bool), SafetensorsType("F4", bits: 4),
    SafetensorsType("F6_E2M3", bits: 6), SafetensorsType("F6_E3M2", bits: 6),
    SafetensorsType("U8", .uint8), SafetensorsType("I8", .int8),
    SafetensorsType("F8_E5M2", bits: 8), SafetensorsType("F8_E4M3", bits: 8),
    SafetensorsType("F8_E8M0", bits: 8), SafetensorsType("F8_E4M3FNUZ", bits: 8),
    SafetensorsType("F8_E5M2FNUZ", bits: 8),
    SafetensorsType("I16", .int16), SafetensorsType("U16", .uint16),
    SafetensorsType("F16", .float16), SafetensorsType("BF16", .bfloat16),
    SafetensorsType("I32", .int32), SafetensorsType("U32", .uint32),
    SafetensorsType("F32", .float32), SafetensorsType("C64", bits: 64),
    SafetensorsType("F64", .float64), SafetensorsType("I64", .int64),
    SafetensorsType("U64", .uint64),
  ]

  /// Where the type of such elements stands in `all`.
  static func rank(of dtype: DType) -> Int {
    let number = StoredNumber(dtype)
    guard let rank = all.firstIndex(where: { $0.number == number }) else {
      trap("saveSafetensors: \(dtype) has no name in the format")
    }
    return rank
  }
}
