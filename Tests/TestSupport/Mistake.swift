public import Testing

/// A programmer's mistake, and a part of what the program says before it stops.
public struct Mistake: Sendable, CustomTestStringConvertible {
  public let expected: String
  public let body: @Sendable () -> Void

  public init(_ expected: String, _ body: @escaping @Sendable () -> Void) {
    self.expected = expected
    self.body = body
  }

  public var testDescription: String { expected }
}
