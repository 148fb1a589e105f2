/// A sample that was left out.
package struct OpSkipped: Sendable, Encodable {
  package let sample: Int
  package let reason: String
  /// Whether the answer is another on purpose; otherwise something is missing here.
  package let isDifference: Bool
}

/// How the samples of one entry went.
package struct OpEntryOutcome: Sendable, Encodable {
  package let topic: String
  package let name: String
  package let sampleCount: Int
  package let runs: [OpRunOutcome]
  package let skipped: [OpSkipped]
  /// Why its gradients are not compared; nil: they are.
  package let withoutGradients: String?

  package var comparedCount: Int { Set(runs.map(\.sample)).count }
  package var isRight: Bool { sampleCount > 0 && runs.allSatisfy(\.isRight) }

  /// A line for each run that failed.
  package var failures: [String] {
    if sampleCount == 0 { return ["\(name): the file has no sample of it"] }
    return runs.filter { !$0.isRight }.map { "\(name), sample \($0.sample), \($0.problem)" }
  }
}

extension OpRunOutcome {
  fileprivate var problem: String {
    if let fault { return "\(form.rawValue): \(fault)" }
    guard let wrong = comparisons.first(where: { !$0.isRight }), let mismatch = wrong.mismatch
    else { return "" }
    let place = mismatch.index.map { " at \($0)" } ?? ""
    return
      "\(form.rawValue): \(wrong.quantity.rawValue) \(wrong.name)\(place) is \(mismatch.ours), "
      + "PyTorch has \(mismatch.pytorch) (\(mismatch.count) of \(wrong.count) differ)"
  }
}
