import Testing

/// A programmer's mistake, and a part of what the program says before it stops.
struct Mistake: Sendable, CustomTestStringConvertible {
  let expected: String
  let body: @Sendable () -> Void

  init(_ expected: String, _ body: @escaping @Sendable () -> Void) {
    self.expected = expected
    self.body = body
  }

  var testDescription: String { expected }
}

/// What a process that was expected to stop said before it did.
func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
