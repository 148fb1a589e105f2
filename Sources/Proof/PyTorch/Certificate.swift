package import ApusTensor
import FoundationEssentials

/// What was compared with PyTorch, and how far apart it was.
package struct Certificate: Sendable {
  /// Where the fixtures were made: "torch", "cpu_vendor", "cpu_capability", "machine", "pillow".
  package let provenance: [String: String]
  package let items: [ItemOutcome]
  /// Items that show where we differ from PyTorch on purpose.
  package let differences: [ItemOutcome]
  /// What stops the program here and not in PyTorch, with what PyTorch does. Nothing is run of these.
  package let refusals: [String]
  /// Cases and arrays of the fixtures that nothing asked for.
  package let leftovers: [String]
  /// What was compared of PyTorch's own sample inputs.
  package let opSamples: OpSampleCertificate

  /// Runs the items, and the sample inputs of operations, whose names or groups contain `filter`; all where it is
  /// empty. Throws where a file is
  /// missing or damaged.
  package init(
    _ fixtures: Fixtures, filter: String = "", onItem: (String) -> Void = { _ in }
  ) throws {
    var (provenance, leftovers) = ([String: String](), [String]())
    var (items, differences) = ([ItemOutcome](), [ItemOutcome]())
    for group in ItemGroup.all {
      let chosen = group.items(matching: filter)
      if chosen.isEmpty { continue }
      for item in chosen {
        onItem(item.name)
        let outcome = try group.outcome(of: item, fixtures)
        if group.isDifference { differences.append(outcome) } else { items.append(outcome) }
      }
      let file = try fixtures.file(group.file)
      provenance.add(file.provenance)
      if chosen.count == group.items.count {
        leftovers += file.leftovers(of: Set(group.items.map(\.name)))
      }
    }
    opSamples = try OpSampleCertificate(
      fixtures, OpSampleCertificate.names(matching: filter))
    provenance.add(opSamples.provenance)
    (self.provenance, self.leftovers) = (provenance, leftovers)
    (self.items, self.differences) = (items, differences)
    refusals = Refusal.matching(filter).map { "\($0.name) (PyTorch \($0.pytorch))" }
  }

  package var outcomes: [ItemOutcome] { items + differences }
  package var caseCount: Int { outcomes.reduce(0) { $0 + $1.cases.count } }
  package var comparisonCount: Int { outcomes.reduce(0) { $0 + $1.comparisons.count } }

  /// A line for each case that failed and each item that has none, the worst first, and for each leftover. It
  /// begins with the file of the fixtures.
  package var failures: [String] {
    let failures = outcomes.flatMap { outcome in
      Failure.all(of: outcome).map { (file: outcome.file, failure: $0) }
    }
    return failures.sorted { $0.failure.relativeError > $1.failure.relativeError }
      .map { "\($0.file): \($0.failure)" } + leftovers + opSamples.failures
  }

  /// The largest relative error of all arrays of a floating-point type that need not have equal bits; nil where there
  /// are none.
  package func largestError(in dtype: DType) -> Double? {
    outcomes.compactMap { $0.largestError(in: dtype) }.max()
  }
}

extension Certificate: Encodable {
  private enum CodingKeys: String, CodingKey {
    case provenance, isRight, failureCount, caseCount, itemCount, comparisonCount,
      largestRelativeError
    case items, differences, refusals, leftovers, opSamples
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(provenance, forKey: .provenance)
    let failureCount = failures.count
    try container.encode(failureCount == 0, forKey: .isRight)
    try container.encode(failureCount, forKey: .failureCount)
    try container.encode(caseCount, forKey: .caseCount)
    try container.encode(outcomes.count, forKey: .itemCount)
    try container.encode(comparisonCount, forKey: .comparisonCount)
    try container.encode(
      LargestErrors(float32: largestError(in: .float32), float64: largestError(in: .float64)),
      forKey: .largestRelativeError)
    try container.encode(items, forKey: .items)
    try container.encode(differences, forKey: .differences)
    try container.encode(refusals, forKey: .refusals)
    try container.encode(leftovers, forKey: .leftovers)
    try container.encode(opSamples, forKey: .opSamples)
  }
}

extension [String: String] {
  /// Adds what another file says, behind what is known already.
  fileprivate mutating func add(_ others: [String: String]) {
    for (key, value) in others {
      let known = self[key].map { $0.components(separatedBy: ", ") } ?? []
      if !known.contains(value) { self[key] = (known + [value]).joined(separator: ", ") }
    }
  }
}
