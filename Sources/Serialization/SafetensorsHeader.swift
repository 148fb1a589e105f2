import ApusTensor

/// What stands before the data of a safetensors file: which tensor lies where.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let type: SafetensorsType
    let shape: [Int]
    /// Within the data; as many bytes as shape and type need.
    let range: Range<Int>
  }

  /// In the order of their ranges, which cover the data without gap or overlap.
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  /// Longer headers are refused, as by the reference implementation.
  static let maxSize = 100_000_000

  static let metadataKey = "__metadata__"

  /// Reads the JSON text `bytes`, which `dataSize` bytes of data follow. Throws `FormatProblem`.
  init(parsing bytes: [UInt8], dataSize: Int) throws {
    try FormatProblem.about("header") {
      let start = bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }
      // Blanks before it are against the letter of the format, but the reference reader and its
      // tests take them.
      guard start == UInt8(ascii: "{") else { throw FormatProblem("does not start with '{'") }
      var reader = try JSONReader(bytes, maxDepth: 4)
      try reader.object { reader, key in
        if key == SafetensorsHeader.metadataKey {
          metadata = try SafetensorsHeader.metadata(&reader)
        } else {
          entries.append(try SafetensorsHeader.entry(key, &reader))
        }
      }
      try reader.end()
    }
    try layOut(dataSize: dataSize)
  }

  private static func metadata(_ reader: inout JSONReader) throws -> [String: String] {
    if try reader.null() { return [:] }
    var result: [String: String] = [:]
    try FormatProblem.about(metadataKey) {
      try reader.object { reader, key in
        let other = result.index(forKey: key).map { result[$0].key }
        if let other { throw FormatProblem.sameKey(other, key) }
        result[key] = try reader.string()
      }
    }
    return result
  }

  private static func entry(_ name: String, _ reader: inout JSONReader) throws -> Entry {
    try FormatProblem.about("tensor \(quoted(name))") {
      var (type, shape, offsets) = (nil as String?, nil as [Int]?, nil as [Int]?)
      try reader.object { reader, key in
        switch key {
        case "dtype": type = try reader.string()
        case "shape": shape = try numbers(&reader, atMost: NDArray.maxRank, "dimensions")
        case "data_offsets": offsets = try numbers(&reader, atMost: 2, "offsets")
        default: try reader.skipValue()
        }
      }
      guard let type else { throw FormatProblem("has no dtype") }
      guard let shape else { throw FormatProblem("has no shape") }
      guard let offsets else { throw FormatProblem("has no data_offsets") }
      return try Entry(name: name, type: type, shape: shape, offsets: offsets)
    }
  }

  private static func numbers(_ reader: inout JSONReader, atMost limit: Int, _ what: String) throws
    -> [Int]
  {
    var result: [Int] = []
    try reader.array { reader in
      guard result.count < limit else { throw FormatProblem("more than \(limit) \(what)") }
      result.append(try reader.wholeNumber())
    }
    return result
  }

  /// Sorts the entries and checks that they cover the data exactly.
  private mutating func layOut(dataSize: Int) throws {
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    for entry in entries {
      try FormatProblem.about("tensor \(quoted(entry.name))") {
        let start = entry.range.lowerBound
        if start > end { throw FormatProblem("a hole from byte \(end) to \(start)") }
        if start < end {
          throw FormatProblem("starts at byte \(start), within the tensor that ends at \(end)")
        }
      }
      end = entry.range.upperBound
    }
    if end > dataSize {
      throw FormatProblem("needs \(end) bytes of data, file has \(dataSize)")
    }
    if end < dataSize {
      throw FormatProblem("\(dataSize - end) extra bytes after \(end) bytes of data")
    }
  }
}

extension SafetensorsHeader.Entry {
  fileprivate init(name: String, type: String, shape: [Int], offsets: [Int]) throws {
    guard let type = SafetensorsType.all.first(where: { $0.name == type }) else {
      let known = SafetensorsType.all.map(\.name).joined(separator: ", ")
      throw FormatProblem("dtype \(quoted(type)) is not among \(known)")
    }
    guard offsets.count == 2 else { throw FormatProblem("data_offsets are not two numbers") }
    guard offsets[0] <= offsets[1] else { throw FormatProblem("offsets \(offsets) are reversed") }
    let bits = try elementCount(of: shape) * type.bits
    guard bits.isMultiple(of: 8) else {
      throw FormatProblem("\(type.name) of shape \(shape) takes \(bits) bits, not whole bytes")
    }
    let given = offsets[1] - offsets[0]
    guard bits / 8 == given else {
      throw FormatProblem(
        "\(type.name) of shape \(shape) takes \(bits / 8) bytes, but its offsets span \(given)")
    }
    self.init(name: name, type: type, shape: shape, range: offsets[0]..<offsets[1])
  }
}
