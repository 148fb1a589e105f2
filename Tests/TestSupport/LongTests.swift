import Glibc
public import Testing

extension Trait where Self == ConditionTrait {
  /// A check that takes minutes: it runs under `make test-long` only.
  public static var long: ConditionTrait {
    .enabled(if: getenv("APUS_LONG_TESTS") != nil, "a long check: run make test-long")
  }
}
