/// Contents of a file that are not what the format allows.
///
/// The parsers throw it without knowing the file; the function that opened the file catches it and
/// throws the format's public error, which names the file.
struct FormatProblem: Error {
  private let subject: String?
  private let reason: String

  init(_ reason: String) { self.init(reason, about: nil) }

  private init(_ reason: String, about subject: String?) {
    self.subject = subject
    self.reason = reason
  }

  var description: String { subject.map { "\($0): \(reason)" } ?? reason }

  /// Runs `body` and says in its problems what they are about; the innermost word counts.
  static func about<Result>(_ subject: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let problem as FormatProblem {
      throw FormatProblem(problem.reason, about: problem.subject ?? subject)
    }
  }
}

extension FormatProblem {
  /// What cannot be keys of one dictionary: Swift's `String` compares what is seen, not bytes.
  static func sameKey(_ a: String, _ b: String) -> FormatProblem {
    FormatProblem(
      "\(quoted(a)) (\(codePoints(a))) and \(quoted(b)) (\(codePoints(b))) differ in their bytes, but "
        + "are one key of a dictionary")
  }

  private static func codePoints(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(longestQuote).map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
    return shown.joined(separator: " ") + (text.unicodeScalars.count > longestQuote ? " ..." : "")
  }
}

/// In characters of Unicode.
private let longestQuote = 60

/// Text from a file, fit for a message: what could harm a terminal is escaped, what is long is cut.
func quoted(_ text: String) -> String {
  let shown = text.unicodeScalars.prefix(longestQuote).map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
  }
  return "'" + shown.joined() + (text.unicodeScalars.count > longestQuote ? "..." : "") + "'"
}
