/// A strict reader of JSON text (RFC 8259) that hands out one value after the other.
///
/// Where readers of JSON differ, two programs can see two models in one file. So this one refuses
/// what others let pass: a key that occurs twice, a byte order mark, a number with a fraction where
/// a whole one belongs, half of a surrogate pair. It builds no tree: memory does not grow with what
/// is skipped, and the depth is limited. It throws `FormatProblem`.
struct JSONReader {
  private let bytes: [UInt8]
  private let maxDepth: Int
  private var position = 0
  private var depth = 0

  init(_ bytes: [UInt8], maxDepth: Int) throws {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw FormatProblem("not UTF-8 at byte \(error.byteOffsets.lowerBound)")
    }
    self.bytes = bytes
    self.maxDepth = maxDepth
  }

  // MARK: - Values

  /// Reads an object; `member` is given each key and must read its value. Keys are told apart by their bytes.
  mutating func object(_ member: (inout JSONReader, String) throws -> Void) throws {
    try expect("{", "an object")
    var keys: Set<[UInt8]> = []
    try list(endingWith: "}") { reader in
      let key = try reader.string()
      guard keys.insert(Array(key.utf8)).inserted else {
        throw FormatProblem("the key \(quoted(key)) occurs twice")
      }
      try reader.expect(":", "':'")
      try member(&reader, key)
    }
  }

  /// Reads an array; `element` must read each element.
  mutating func array(_ element: (inout JSONReader) throws -> Void) throws {
    try expect("[", "an array")
    try list(endingWith: "]", element)
  }

  /// Reads a number that is written with digits alone.
  mutating func wholeNumber() throws -> Int {
    skipBlanks()
    guard let first = peek, first == "-" || first.isDigit else { throw unexpected("a number") }
    let start = position
    try number()
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard text.unicodeScalars.allSatisfy(\.isDigit) else {
      throw FormatProblem("\(quoted(text)) where a whole number belongs")
    }
    guard let value = Int(text) else {
      throw FormatProblem("the number \(quoted(text)) is too large")
    }
    return value
  }

  mutating func string() throws -> String {
    try expect("\"", "a string")
    var text: [UInt8] = []
    while let next = peek, next != "\"" {
      if next.value < 0x20 { throw malformed("a control character in a string") }
      position += 1
      if next == "\\" { text += try escaped().utf8 } else { text.append(UInt8(next.value)) }
    }
    try expect("\"", "the end of a string")
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads a value of any kind and forgets it.
  mutating func skipValue() throws {
    skipBlanks()
    switch peek {
    case "{": try object { reader, _ in try reader.skipValue() }
    case "[": try array { try $0.skipValue() }
    case "\"": _ = try string()
    case "t": try word("true")
    case "f": try word("false")
    case "n": try word("null")
    default: try number()
    }
  }

  /// Reads `null` if that comes next.
  mutating func null() throws -> Bool {
    skipBlanks()
    guard peek == "n" else { return false }
    try word("null")
    return true
  }

  /// Checks that nothing but blanks is left.
  mutating func end() throws {
    skipBlanks()
    if peek != nil { throw unexpected("the end") }
  }

  // MARK: - Grammar

  /// The next byte; grammar is ASCII, and bytes beyond it occur in strings only.
  private var peek: Unicode.Scalar? {
    position < bytes.count ? Unicode.Scalar(bytes[position]) : nil
  }

  private mutating func skipBlanks() {
    while peek == " " || peek == "\n" || peek == "\r" || peek == "\t" { position += 1 }
  }

  private mutating func expect(_ scalar: Unicode.Scalar, _ what: String) throws {
    skipBlanks()
    guard peek == scalar else { throw unexpected(what) }
    position += 1
  }

  /// Elements separated by commas.
  private mutating func list(
    endingWith end: Unicode.Scalar, _ element: (inout JSONReader) throws -> Void
  ) throws {
    depth += 1
    guard depth <= maxDepth else { throw FormatProblem("nested deeper than \(maxDepth)") }
    defer { depth -= 1 }
    skipBlanks()
    if peek == end {
      position += 1
      return
    }
    while true {
      try element(&self)
      skipBlanks()
      if peek == end { break }
      try expect(",", "',' or '\(end)'")
    }
    position += 1
  }

  private mutating func word(_ word: String) throws {
    guard bytes[position...].starts(with: word.utf8) else { throw unexpected("a value") }
    position += word.utf8.count
  }

  private mutating func number() throws {
    if peek == "-" { position += 1 }
    if peek == "0" { position += 1 } else { try digits("a value") }
    if peek == "." {
      position += 1
      try digits("a digit")
    }
    if peek == "e" || peek == "E" {
      position += 1
      if peek == "+" || peek == "-" { position += 1 }
      try digits("a digit")
    }
  }

  private mutating func digits(_ what: String) throws {
    guard peek?.isDigit == true else { throw unexpected(what) }
    while peek?.isDigit == true { position += 1 }
  }

  /// The text that an escape stands for; the backslash has been read.
  private mutating func escaped() throws -> String {
    guard let next = peek else { throw unexpected("an escape") }
    position += 1
    switch next {
    case "\"", "\\", "/": return String(next)
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": break
    default: throw malformed("an unknown escape")
    }
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: #"\u"#.utf8) {
      position += 2
      units.append(try codeUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw malformed("half of a surrogate pair")
    }
    return text
  }

  private mutating func codeUnit() throws -> UInt16 {
    let end = min(position + 4, bytes.count)
    let text = String(decoding: bytes[position..<end], as: UTF8.self)
    // The conversion alone would take a sign.
    guard text.utf8.count == 4, text.allSatisfy(\.isHexDigit), let unit = UInt16(text, radix: 16)
    else { throw malformed("\\u without four hexadecimal digits") }
    position = end
    return unit
  }

  // MARK: - Errors

  private func unexpected(_ what: String) -> FormatProblem {
    guard let next = peek else { return malformed("the text ends where \(what) belongs") }
    return malformed("\(quoted(String(next))) where \(what) belongs")
  }

  private func malformed(_ reason: String) -> FormatProblem {
    FormatProblem("bad JSON at byte \(position): \(reason)")
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
