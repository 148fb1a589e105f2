/// The type of a .npy file's elements, as its `descr` tells it.
struct NPYType: Equatable {
  var number: StoredNumber
  var isBigEndian = false

  /// NumPy's codes, which may stand behind a byte order, and names. The first code is the one that `numpy.save` writes.
  private static let spellings: [(number: StoredNumber, codes: [String], names: [String])] = [
    (.bool, ["b1", "?"], ["bool"]),
    (.int8, ["i1", "b"], ["int8"]), (.uint8, ["u1", "B"], ["uint8"]),
    (.int16, ["i2", "h"], ["int16"]), (.uint16, ["u2", "H"], ["uint16"]),
    (.int32, ["i4", "i"], ["int32"]), (.uint32, ["u4", "I"], ["uint32"]),
    (.int64, ["i8", "q"], ["int64"]), (.uint64, ["u8", "Q"], ["uint64"]),
    (.float16, ["f2", "e"], ["float16", "half"]), (.float32, ["f4", "f"], ["float32", "single"]),
    (.float64, ["f8", "d"], ["float64", "double"]),
  ]

  init(_ number: StoredNumber) { self.number = number }

  /// Throws `FormatProblem`.
  init(descr: String) throws {
    let order = descr.unicodeScalars.first.flatMap { "<>=|".unicodeScalars.contains($0) ? $0 : nil }
    let code = order == nil ? descr : String(descr.unicodeScalars.dropFirst())
    let found = NPYType.spellings.first {
      $0.codes.contains(code) || order == nil && $0.names.contains(code)
    }
    guard let found else {
      if code.unicodeScalars.first == "O" {
        throw FormatProblem("Python objects (\(quoted(descr))) are not read: they could run code")
      }
      throw FormatProblem(
        "elements of type \(quoted(descr)) are not read; bool, integers and floating-point numbers "
          + "of up to 64 bits are")
    }
    self.init(found.number)
    // '=' is the machine's own order; '|' and none are as well, where it matters.
    isBigEndian = order == ">"
  }

  /// As `numpy.save` writes it.
  var descr: String {
    let code = NPYType.spellings.first { $0.number == number }?.codes[0] ?? ""
    return (number.size == 1 ? "|" : "<") + code
  }
}
