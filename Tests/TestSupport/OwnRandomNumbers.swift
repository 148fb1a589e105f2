import ApusTensor
public import Testing

/// Each test, and each case of one, draws from a generator of its own, whatever runs beside it.
public struct OwnRandomNumbers: SuiteTrait, TestTrait, TestScoping {
  public let isRecursive = true

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withSettings(generator: Generator(seed: 1)) { try await function() }
  }
}

extension Trait where Self == OwnRandomNumbers {
  public static var ownRandomNumbers: Self { Self() }
}
