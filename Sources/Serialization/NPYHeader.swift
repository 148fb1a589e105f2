import ApusTensor

/// What stands before the data of a .npy file: a Python dictionary with three known keys.
///
/// Read by a fixed grammar; nothing is evaluated.
struct NPYHeader: Equatable {
  var type: NPYType
  var isFortranOrder: Bool
  var shape: [Int]

  /// The text as NumPy writes it, without the padding at its end.
  var text: String {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let order = isFortranOrder ? "True" : "False"
    let text = "{'descr': '\(type.descr)', 'fortran_order': \(order), 'shape': (\(sizes)), }"
    // NumPy leaves room for the first size to grow to 21 digits in place.
    let room = shape.first.map { 21 - String($0).utf8.count } ?? 0
    return text + String(repeating: " ", count: room)
  }
}

extension NPYHeader {
  /// Throws `FormatProblem`.
  init(parsing text: [UInt8]) throws {
    var scanner = Scanner(text: text[...])
    var (descr, order, shape) = (nil as String?, nil as Bool?, nil as [Int]?)
    try scanner.expect("{")
    while !scanner.take("}") {
      let key = try scanner.string()
      try scanner.expect(":")
      switch key {
      case "descr" where descr == nil: descr = try scanner.descr()
      case "fortran_order" where order == nil: order = try scanner.bool()
      case "shape" where shape == nil: shape = try scanner.tuple()
      default: throw FormatProblem("header: unknown or repeated key \(quoted(key))")
      }
      guard scanner.take(",") else {
        try scanner.expect("}")
        break
      }
    }
    try scanner.end()
    guard let descr, let order, let shape else {
      throw FormatProblem("header: descr, fortran_order or shape is missing")
    }
    self.init(type: try NPYType(descr: descr), isFortranOrder: order, shape: shape)
  }
}

/// Takes the literals apart that may occur in the header.
private struct Scanner {
  var text: ArraySlice<UInt8>

  private mutating func skipBlanks() {
    text = text.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
  }

  /// Takes `token` if it comes next.
  mutating func take(_ token: String) -> Bool {
    skipBlanks()
    guard text.starts(with: token.utf8) else { return false }
    text = text.dropFirst(token.utf8.count)
    return true
  }

  mutating func expect(_ token: String) throws {
    guard take(token) else { throw unexpected("'\(token)'") }
  }

  mutating func string() throws -> String {
    let quote = take("'") ? "'" : "\""
    if quote == "\"" { try expect(quote) }
    let content = text.prefix { $0 != quote.utf8.first && $0 != UInt8(ascii: "\\") }
    text = text.dropFirst(content.count)
    guard take(quote) else { throw unexpected("the end of a string") }
    return String(decoding: content, as: UTF8.self)
  }

  mutating func descr() throws -> String {
    skipBlanks()
    guard text.first != UInt8(ascii: "[") else {
      throw FormatProblem("structured elements are not read")
    }
    return try string()
  }

  mutating func bool() throws -> Bool {
    if take("True") { return true }
    guard take("False") else { throw unexpected("True or False") }
    return false
  }

  mutating func tuple() throws -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while !take(")") {
      guard sizes.count < NDArray.maxRank else {
        throw FormatProblem("more than \(NDArray.maxRank) dimensions")
      }
      sizes.append(try size())
      if take(",") { continue }
      // (3) is a number, (3,) a tuple.
      guard sizes.count > 1 else { throw unexpected("','") }
      try expect(")")
      break
    }
    return sizes
  }

  private mutating func size() throws -> Int {
    skipBlanks()
    let digits = String(decoding: text.prefix { (0x30...0x39).contains($0) }, as: UTF8.self)
    guard !digits.isEmpty else { throw unexpected("a size") }
    text = text.dropFirst(digits.utf8.count)
    // Python 2 wrote some sizes as 3L.
    _ = take("L")
    guard let size = Int(digits) else {
      throw FormatProblem("the size \(quoted(digits)) is too large")
    }
    return size
  }

  mutating func end() throws {
    skipBlanks()
    guard text.isEmpty else { throw unexpected("the end") }
  }

  private func unexpected(_ what: String) -> FormatProblem {
    let found = text.isEmpty ? "the end" : quoted(String(decoding: text.prefix(8), as: UTF8.self))
    return FormatProblem("header: \(found) where \(what) belongs")
  }
}
