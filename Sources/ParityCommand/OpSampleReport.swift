import ApusProof
import ApusReporting

extension OpSampleCertificate {
  /// What was compared, by topic, and what was not, with the reason; nothing where no entry was chosen.
  var report: [String] {
    if entries.isEmpty { return [] }
    var lines = [
      "PyTorch's own sample inputs: entries of its list of operations (op_db), samples compared"
    ]
    var topics: [(title: String, entries: [OpEntryOutcome])] = []
    for entry in entries {
      if topics.last?.title != entry.topic { topics.append((entry.topic, [])) }
      topics[topics.count - 1].entries.append(entry)
    }
    for (title, entries) in topics {
      let names = entries.filter { $0.comparedCount > 0 }.map { "\($0.name) \($0.comparedCount)" }
      lines += wrapped("\(title): \(names.joined(separator: ", "))")
    }
    lines +=
      [""]
      + section("Samples without comparison, for what is missing here", skips(isDifference: false))
    lines += section(
      "Samples without comparison, for what differs on purpose", skips(isDifference: true))
    return lines + section("Samples without gradients", withoutGradients)
  }

  /// The last lines of the certificate.
  var totals: [String] {
    if entries.isEmpty { return [] }
    let verdict = failures.isEmpty ? "all right" : "\(grouped(failures.count)) FAILED"
    return [
      "\(grouped(comparedCount)) of PyTorch's \(grouped(sampleCount)) own samples of "
        + "\(comparedEntryCount) of \(entries.count) operations, "
        + "\(counted(comparisonCount, "comparison")): \(verdict)"
    ]
  }

  private func section(_ title: String, _ paragraphs: [String]) -> [String] {
    paragraphs.isEmpty ? [] : [title] + paragraphs.flatMap { wrapped($0) } + [""]
  }

  /// `var: a correction that is no whole number (samples 5, 11)`
  private func skips(isDifference: Bool) -> [String] {
    entries.flatMap { entry in
      let skipped = entry.skipped.filter { $0.isDifference == isDifference }
      return Dictionary(grouping: skipped, by: \.reason).sorted { $0.key < $1.key }.map {
        let numbers = $1.map { "\($0.sample)" }.joined(separator: ", ")
        return "\(entry.name): \($0) (\($1.count == 1 ? "sample" : "samples") \(numbers))"
      }
    }
  }

  private var withoutGradients: [String] {
    entries.compactMap { entry in
      entry.comparedCount == 0 ? nil : entry.withoutGradients.map { "\(entry.name): \($0)" }
    }
  }
}
