/// Why a case, or an item without cases, failed, in words.
package struct Failure: Sendable, CustomStringConvertible {
  package let description: String
  /// Infinite where something could not be compared.
  package let relativeError: Double

  /// The worst of an item's; nil where all is right.
  package init?(_ outcome: ItemOutcome) {
    guard let worst = Failure.all(of: outcome).first else { return nil }
    self = worst
  }

  private init(_ description: String, _ relativeError: Double) {
    (self.description, self.relativeError) = (description, relativeError)
  }

  /// One for each case that failed, the worst first; one for an item that has no case.
  static func all(of outcome: ItemOutcome) -> [Failure] {
    if outcome.cases.isEmpty {
      return [Failure("\(outcome.name): the fixtures have no case of it", .infinity)]
    }
    return outcome.failures.map { example in
      let (words, error) = worst(of: example)
      return Failure("\(outcome.name), \(example.title): \(words)", error)
    }.sorted { $0.relativeError > $1.relativeError }
  }

  private static func worst(of example: CaseOutcome) -> (String, Double) {
    if let fault = example.fault { return (fault, .infinity) }
    let worst = example.comparisons.filter { !$0.isRight }
      .max { $0.relativeError < $1.relativeError }
    return worst.map { (words($0), $0.relativeError) } ?? ("", 0)
  }

  private static func words(_ comparison: Comparison) -> String {
    guard let mismatch = comparison.mismatch else { return "" }
    let place = mismatch.index.map { " at \($0)" } ?? ""
    return "\(comparison.quantity.rawValue) \(comparison.name)\(place) is \(mismatch.ours), "
      + "PyTorch has \(mismatch.pytorch) (\(mismatch.count) of \(comparison.count) differ)"
  }
}
