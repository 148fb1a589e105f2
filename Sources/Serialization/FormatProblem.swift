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

/// Text from a file, fit for a message: what could harm a terminal is escaped, what is long is cut.
func quoted(_ text: String) -> String {
  let longest = 60
  let shown = text.unicodeScalars.prefix(longest).map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
  }
  return "'" + shown.joined() + (text.unicodeScalars.count > longest ? "..." : "") + "'"
}
