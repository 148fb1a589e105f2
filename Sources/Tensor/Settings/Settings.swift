import Glibc

/// What computations use unless they are told otherwise: each the process', or what `withSettings` says for a scope.
struct Settings: Sendable {
  var generator: Generator?
  var numThreads: Int?
  var float32MatmulPrecision: MatmulPrecision?
  /// Whether as many threads work as are set, also where they take processors from one another: for tests, and for the
  /// thread sanitizer, which sets it from outside.
  var allThreadsWork = getenv("APUS_ALL_THREADS_WORK") != nil

  /// Of this task; threads that help it have the same.
  @TaskLocal static var current = Settings()
}

/// Runs `body` with settings of its own; nil leaves what was set around it. Other tasks and threads do not see them: two
/// programs side by side in one process, such as tests, each have their own random numbers.
///
///     withSettings(generator: Generator(seed: 1), numThreads: 1) { train() }
///
/// Within it `manualSeed` seeds the scope's generator, if it has one. Traps where `numThreads` is not from 1 to 64.
public func withSettings<R>(
  generator: Generator? = nil, numThreads: Int? = nil,
  float32MatmulPrecision: MatmulPrecision? = nil, _ body: () throws -> R
) rethrows -> R {
  let settings = changed(generator, numThreads, float32MatmulPrecision)
  return try Settings.$current.withValue(settings) { try body() }
}

/// The same for a body that waits.
nonisolated(nonsending)
  public func withSettings<R>(
    generator: Generator? = nil, numThreads: Int? = nil,
    float32MatmulPrecision: MatmulPrecision? = nil,
    _ body: nonisolated(nonsending) () async throws -> R
  ) async rethrows -> R
{
  let settings = changed(generator, numThreads, float32MatmulPrecision)
  return try await Settings.$current.withValue(settings) { try await body() }
}

/// For tests: `count` threads do work, however few processors there are.
package func withThreads<R>(_ count: Int, _ body: () throws -> R) rethrows -> R {
  var settings = Settings.current
  settings.numThreads = count
  settings.allThreadsWork = true
  return try Settings.$current.withValue(settings) { try body() }
}

private func changed(
  _ generator: Generator?, _ numThreads: Int?, _ precision: MatmulPrecision?
) -> Settings {
  if let numThreads { checkThreadCount(numThreads, "withSettings(numThreads:)") }
  var settings = Settings.current
  settings.generator = generator ?? settings.generator
  settings.numThreads = numThreads ?? settings.numThreads
  settings.float32MatmulPrecision = precision ?? settings.float32MatmulPrecision
  return settings
}
