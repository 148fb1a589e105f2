import ApusTensor

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
        runs += try forms(of: sample, file).map { try run(sample, $0, file) }
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

  /// Those in which it is another call: float32 where something is of float64, transposed where something has several
  /// dimensions, but for a mask of dropout, which depends on the order in memory.
  private func forms(of sample: StoredSample, _ file: OpSampleFile) -> [OpForm] {
    let inputs = sample.inputs.compactMap { file.arrays[$0] }
    let results = sample.results.compactMap { file.arrays[$0] }
    let isFloat64 = (inputs + results).contains { $0.dtype == .float64 }
    let isMatrix = inputs.contains { $0.shape.count { $0 > 1 } > 1 }
    return [.float64] + (isFloat64 ? [.float32] : [])
      + (isMatrix && !drawsFromDefault ? [.transposed] : [])
  }
}

extension OpSampleFile {
  fileprivate func leftovers(of names: Set<String>) -> [String] {
    let unknown = Set(samples.map(\.entry)).subtracting(names).sorted().map {
      "no entry is called \($0)"
    }
    let used = samples.reduce(into: Set<String>()) { $0.formUnion($1.inputs + $1.outputs) }
    let stray = arrays.keys.filter { !used.contains($0) }.sorted()
    guard let first = stray.first else { return unknown }
    return unknown + ["arrays that belong to no sample: \(stray.count), the first is \(first)"]
  }
}

extension StoredSample {
  /// The names of its arrays.
  fileprivate var inputs: [String] { (args + Array((kwargs ?? [:]).values)).flatMap(\.arrays) }
  fileprivate var outputs: [String] { results + (gradients ?? [:]).values.compactMap { $0 } }
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
