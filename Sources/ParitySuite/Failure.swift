/// The worst of what went wrong, in words.
package struct Failure: Sendable, CustomStringConvertible {
  package let description: String
  /// Infinite where something could not be compared.
  package let relativeError: Double

  /// nil where all is right.
  package init?(_ outcome: ItemOutcome) {
    guard let (words, error) = Failure.worst(of: outcome) else { return nil }
    description = "\(outcome.name)\(words)"
    relativeError = error
  }

  private static func worst(of outcome: ItemOutcome) -> (String, Double)? {
    if outcome.cases.isEmpty { return (": the fixtures have no case of it", .infinity) }
    if let example = outcome.failures.first(where: { $0.fault != nil }) {
      return (", \(example.title): \(example.fault ?? "")", .infinity)
    }
    let wrong = outcome.failures.flatMap { example in
      example.comparisons.filter { !$0.isRight }.map { (example, $0) }
    }
    return wrong.max { $0.1.relativeError < $1.1.relativeError }.map { example, worst in
      (", \(example.title): \(words(worst))", worst.relativeError)
    }
  }

  private static func words(_ comparison: Comparison) -> String {
    guard let mismatch = comparison.mismatch else { return "" }
    let place = mismatch.index.map { " at \($0)" } ?? ""
    return "\(comparison.quantity.rawValue) \(comparison.name)\(place) is \(mismatch.ours), "
      + "PyTorch has \(mismatch.pytorch) (\(mismatch.count) of \(comparison.count) differ)"
  }
}
