import ApusAutograd

/// A wrong derivative put in the place of a right one, to see whether a check notices.
struct RuleMutation: BackwardObserver {
  /// From the right gradient to another one.
  private let change: @Sendable (_ right: Tensor, _ site: BackwardSite) -> Tensor

  init(_ change: @escaping @Sendable (_ right: Tensor, _ site: BackwardSite) -> Tensor) {
    self.change = change
  }

  func gradient(_ gradient: Tensor, at site: BackwardSite) -> Tensor { change(gradient, site) }

  func run<R>(_ body: () throws -> R) rethrows -> R {
    try Observation.$observer.withValue(self) { try body() }
  }
}
