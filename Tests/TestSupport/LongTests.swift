import Glibc
public import Testing

/// Whether this is `make test-long`.
public let isLongRun = getenv("APUS_LONG_TESTS") != nil

extension Trait where Self == ConditionTrait {
  /// A check that takes minutes: it runs under `make test-long` only.
  public static var long: ConditionTrait {
    .enabled(if: isLongRun, "a long check: run make test-long")
  }
}
