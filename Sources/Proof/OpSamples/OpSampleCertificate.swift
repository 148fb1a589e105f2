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

/// What was compared of PyTorch's own sample inputs.
package struct OpSampleCertificate: Sendable {
  package let entries: [OpEntryOutcome]
  /// Entries of the file that no call stands for, and arrays that belong to no sample.
  package let leftovers: [String]
  /// Where the numbers were made.
  let provenance: [String: String]

  /// The names of all entries.
  package static var names: [String] { OpTopic.all.flatMap { $0.entries.map(\.name) } }

  /// Those whose names contain `filter`, whatever the case of its letters.
  package static func names(matching filter: String) -> [String] {
    filter.isEmpty ? names : names.filter { $0.lowercased().contains(filter.lowercased()) }
  }

  /// The names of entries that draw from the default generator.
  package static var drawing: Set<String> {
    Set(OpTopic.all.flatMap(\.entries).filter(\.drawsFromDefault).map(\.name))
  }

  /// Runs the samples of the entries with these names. Throws where the file is missing or damaged.
  package init(_ fixtures: Fixtures, _ names: some Sequence<String>) throws {
    let chosen = Set(names)
    if chosen.isEmpty {
      (entries, leftovers, provenance) = ([], [], [:])
      return
    }
    let file = try OpSampleFile(in: fixtures.folder)
    let samples = Dictionary(grouping: file.samples, by: \.entry)
    entries = try OpTopic.all.flatMap { topic in
      try topic.entries.filter { chosen.contains($0.name) }.map { entry in
        try entry.outcome(of: samples[entry.name] ?? [], topic.title, file)
      }
    }
    leftovers = file.leftovers(of: Set(OpSampleCertificate.names))
    provenance = file.provenance
  }

  package var sampleCount: Int { entries.reduce(0) { $0 + $1.sampleCount } }
  package var comparedCount: Int { entries.reduce(0) { $0 + $1.comparedCount } }
  package var skippedCount: Int { entries.reduce(0) { $0 + $1.skipped.count } }
  package var comparisonCount: Int {
    entries.reduce(0) { $0 + $1.runs.reduce(0) { $0 + $1.comparisons.count } }
  }
  package var comparedEntryCount: Int { entries.count { $0.comparedCount > 0 } }

  /// A line for each run that failed, each entry without samples and each leftover.
  package var failures: [String] {
    (entries.flatMap(\.failures) + leftovers).map { "\(OpSampleFile.name): \($0)" }
  }
}

extension OpEntry {
  fileprivate func outcome(
    of samples: [StoredSample], _ topic: String, _ file: OpSampleFile
  ) throws -> OpEntryOutcome {
    var (runs, skipped) = ([OpRunOutcome](), [OpSkipped]())
    for sample in samples {
      do {
        runs += try forms(of: sample).map { try run(sample, $0, file) }
      } catch let skip as OpSkip {
        skipped.append(
          OpSkipped(
            sample: sample.sample, reason: skip.reason, isDifference: skip.kind == .different))
      }
    }
    return OpEntryOutcome(
      topic: topic, name: name, sampleCount: samples.count, runs: runs, skipped: skipped,
      withoutGradients: withoutGradients)
  }

  /// A mask of dropout depends on the order of the elements in memory.
  private func forms(of sample: StoredSample) -> [OpForm] {
    drawsFromDefault ? [.float64, .float32] : OpForm.allCases
  }
}

extension OpSampleFile {
  fileprivate func leftovers(of names: Set<String>) -> [String] {
    let unknown = Set(samples.map(\.entry)).subtracting(names).sorted().map {
      "no entry is called \($0)"
    }
    let used = samples.reduce(into: Set<String>()) { $0.formUnion($1.arrays) }
    let stray = arrays.keys.filter { !used.contains($0) }.sorted()
    guard let first = stray.first else { return unknown }
    return unknown + ["arrays that belong to no sample: \(stray.count), the first is \(first)"]
  }
}

extension StoredSample {
  /// The names of all its arrays.
  fileprivate var arrays: [String] {
    let arguments = args + Array((kwargs ?? [:]).values)
    return arguments.flatMap(\.arrays) + results + (gradients ?? [:]).values.compactMap { $0 }
  }
}

extension OpArgument {
  fileprivate var arrays: [String] {
    (tensor.map { [$0.tensor] } ?? []) + (list ?? []).flatMap(\.arrays)
  }
}

extension OpSampleCertificate: Encodable {
  private enum CodingKeys: String, CodingKey {
    case isRight, failures, entryCount, sampleCount, comparedCount, skippedCount, comparisonCount
    case entries, leftovers
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let failures = failures
    try container.encode(failures.isEmpty, forKey: .isRight)
    try container.encode(failures, forKey: .failures)
    try container.encode(entries.count, forKey: .entryCount)
    try container.encode(sampleCount, forKey: .sampleCount)
    try container.encode(comparedCount, forKey: .comparedCount)
    try container.encode(skippedCount, forKey: .skippedCount)
    try container.encode(comparisonCount, forKey: .comparisonCount)
    try container.encode(entries, forKey: .entries)
    try container.encode(leftovers, forKey: .leftovers)
  }
}
