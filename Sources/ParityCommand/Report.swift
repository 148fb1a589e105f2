import ApusProof
import ApusReporting
import ApusTensor

extension Certificate {
  /// The certificate as text, one line an entry.
  func report(took duration: Duration) -> [String] {
    var lines = ["Compared with PyTorch \(provenance["torch"] ?? "of unknown version")", ""]
    if !items.isEmpty { lines += legend + [""] + table.lines + [""] }
    lines += section("Remarks", items)
    lines += section("Different on purpose", differences)
    lines += opSamples.report
    lines += list(
      "Stops the program here and not in PyTorch; `make test` runs each, nothing else does",
      refusals)
    lines += list("Left over in the fixtures, which is a failure", leftovers)
    return lines + totals(duration)
  }

  // MARK: - Items

  private var legend: [String] {
    [
      "Right is |ours - PyTorch's| <= atol + rtol |PyTorch's| for each element, with 1e-5 and 1.3e-6 for",
      "float32, 1e-12 and 1e-12 for float64, or less; equal, equal bits: no error is allowed.",
      "",
      "cases             calls, each with its own arguments and inputs in one type",
      "compared          values, gradients, and second: gradients of sum <gradient, fixed weights> by the",
      "                  inputs and by the gradient that was given",
      "float32, float64  the largest relative error: how far an element is from PyTorch's, as a part of the",
      "                  largest magnitude in PyTorch's array, which counts as at least 1e-5 and 1e-7",
    ]
  }

  private var table: TextTable {
    var table = TextTable([
      ("item", .left), ("cases", .right), ("compared", .left), ("float32", .right),
      ("float64", .right), ("other types", .right), ("", .left),
    ])
    var group = ""
    for outcome in items {
      if outcome.group != group { table.add(title: outcome.group) }
      group = outcome.group
      table.add([
        "  \(outcome.name)", grouped(outcome.cases.count), outcome.compared,
        outcome.error(in: .float32), outcome.error(in: .float64), outcome.otherTypes,
        outcome.isRight ? "" : "FAILED",
      ])
    }
    return table
  }

  private func section(_ title: String, _ outcomes: [ItemOutcome]) -> [String] {
    let lines = outcomes.compactMap { outcome in
      outcome.remark.map { remark in
        let cases = outcome.cases.count == 1 ? "1 case" : "\(grouped(outcome.cases.count)) cases"
        let verdict = outcome.isRight ? cases : "\(cases), FAILED"
        return "\(outcome.name) (\(verdict)): \(remark)"
      }
    }
    return lines.isEmpty ? [] : [title] + lines.flatMap { wrapped($0) } + [""]
  }

  private func list(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [title] + lines.map { "  \($0)" } + [""]
  }

  // MARK: - Totals

  /// "equal bits" where nothing of the type may have an error; nil where there is nothing of it.
  private func error(in dtype: DType) -> String? {
    if let error = largestError(in: dtype) { return short(error) }
    return outcomes.contains { $0.has(dtype) } ? "equal bits" : nil
  }

  private func totals(_ duration: Duration) -> [String] {
    let failed = failures.count
    let verdict = failed == 0 ? "all right" : "\(grouped(failed)) FAILED"
    let (whole, rest) = duration.components
    let seconds = Double(whole) + Double(rest) * 1e-18
    let made = ["cpu_vendor", "cpu_capability", "machine"].compactMap { provenance[$0] }
    let errors = [DType.float32, .float64].compactMap { dtype in
      error(in: dtype).map { "\(dtype.rawValue) \($0)" }
    }
    let pillow = provenance["pillow"].map { " and Pillow \($0)" } ?? ""
    var lines = [
      "\(counted(caseCount, "case")) of \(counted(outcomes.count, "item")), "
        + "\(counted(comparisonCount, "comparison")): \(verdict); \(formatted(seconds, "%.1f")) s"
    ]
    lines += opSamples.totals
    if !differences.isEmpty {
      let count = differences.reduce(0) { $0 + $1.cases.count }
      lines.append("\(grouped(count)) of the cases show what differs on purpose")
    }
    if !errors.isEmpty { lines.append("largest relative error: \(errors.joined(separator: ", "))") }
    lines.append("computed here with kernels for \(instructionSetName)")
    lines.append(
      "fixtures made with PyTorch \(provenance["torch"] ?? "?")\(pillow) on \(made.joined(separator: ", "))"
    )
    return lines
  }
}

extension ItemOutcome {
  fileprivate var compared: String {
    let names: [Comparison.Quantity: String] = [
      .value: "values", .gradient: "gradients", .second: "second",
    ]
    return quantities.compactMap { names[$0] }.joined(separator: ", ")
  }

  fileprivate func error(in dtype: DType) -> String {
    if let error = largestError(in: dtype) { return short(error) }
    return has(dtype) ? "equal bits" : ""
  }

  fileprivate func has(_ dtype: DType) -> Bool {
    comparisons.contains { $0.precision == dtype.rawValue }
  }

  fileprivate var otherTypes: String {
    let floating = [DType.float32.rawValue, DType.float64.rawValue]
    return comparisons.contains { !floating.contains($0.precision) } ? "equal" : ""
  }
}

/// An indented paragraph of 100 columns.
func wrapped(_ text: String) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, last.count + word.count < 100 {
      lines[lines.count - 1] = "\(last) \(word)"
    } else {
      lines.append((lines.isEmpty ? "  " : "      ") + word)
    }
  }
  return lines
}
