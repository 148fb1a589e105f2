/// Whether steps are recorded for differentiation: on, but inside `noGrad`.
public enum GradMode {
  @TaskLocal public static var isEnabled = true
}

/// Runs `body` without recording: nothing in it can be differentiated, and nothing is kept for that.
public func noGrad<R>(_ body: () throws -> R) rethrows -> R {
  try GradMode.$isEnabled.withValue(false) { try body() }
}

/// Runs `body`, which may wait for batches, without recording.
nonisolated(nonsending)
  public func noGrad<R>(_ body: nonisolated(nonsending) () async throws -> R) async rethrows -> R
{
  try await GradMode.$isEnabled.withValue(false) { try await body() }
}
