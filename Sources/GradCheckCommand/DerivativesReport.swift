import ApusAutograd
import ApusGradCheck
import ApusProof
import ApusReporting
import ApusTensor

/// The table of all derivatives, what float32 makes of them, and whether anything is missing.
struct DerivativesReport: Encodable {
  private let atol = GradCheckDefaults.atol
  private let rtol = GradCheckDefaults.rtol
  private let mode: String
  private let instructionSet = instructionSetName
  private let operations: [Subject.Result]
  /// Kernels that compute in float32 otherwise than in float64.
  private let float32Kernels: [Float32Comparison.Result]
  /// nil where a part was asked for.
  private let coverage: Coverage?
  private let seconds: Double
  let isRight: Bool

  /// - Parameter filter: which operations; all where it is empty.
  init(filter: String, slow: Bool) throws {
    let subjects = Suite.subjects(matching: filter)
    coverage = filter.isEmpty ? try Coverage(of: Declaration.sources) : nil
    let progress = ProgressLine()
    let start = ContinuousClock.now
    operations = subjects.enumerated().map { number, subject in
      progress.show("\(number + 1) of \(subjects.count): \(subject.name)")
      return subject.check(mode: slow ? .slow : .automatic)
    }
    float32Kernels = Suite.float32Comparisons(matching: filter).map { $0.run() }
    progress.clear()
    mode = slow ? "slow" : "automatic"
    seconds = (ContinuousClock.now - start) / .seconds(1)
    isRight =
      operations.allSatisfy(\.failures.isEmpty) && float32Kernels.allSatisfy(\.isRight)
      && coverage?.isComplete != false
  }

  private var failures: [Subject.Result.Failure] { operations.flatMap(\.failures) }

  // MARK: - Text

  func print() {
    legend.forEach(show)
    show("")
    table.lines.forEach(show)
    if !float32Kernels.isEmpty {
      show("")
      kernelTable.lines.forEach(show)
    }
    for failure in failures {
      show("")
      show("FAILED  \(failure.check)")
      show(failure.report)
    }
    show("")
    if let coverage { show(coverage.line) }
    show(totals)
  }

  private var legend: [String] {
    [
      "First and second derivatives in float64: |analytic - numeric| <= \(atol) + \(rtol) |numeric|.",
      mode == "slow"
        ? "All entries of all Jacobians."
        : "Second derivatives by more than 100 elements along random directions; --slow: all entries.",
      "",
      "checks       cases, each in every layout of its inputs in memory",
      "derivatives  how many were compared, of both orders",
      "subsets      of inputs and parameters, whose gradients were also asked for, and differentiated, alone",
      "worst        the largest error, as a part of what is allowed",
      "float32      the largest error of values and gradients in float32, as a part of their largest",
      "             element; at most \(Float32Comparison.limit), of second derivatives \(Float32Comparison.limitOfSecondOrder)",
    ]
  }

  private var table: TextTable {
    var table = TextTable([
      ("operation", .left), ("checks", .right), ("derivatives", .right), ("subsets", .right),
      ("worst", .right), ("float32", .right), ("", .left),
    ])
    for kind in Row.Kind.allCases {
      let rows = operations.filter { $0.kind == kind }
      if !rows.isEmpty { table.add(title: kind.title) }
      for row in rows {
        table.add([
          "  \(row.name)", grouped(row.checks), grouped(row.derivatives), grouped(row.subsets),
          short(row.largestError), short(row.float32Error), row.failures.isEmpty ? "" : "FAILED",
        ])
      }
    }
    return table
  }

  private var kernelTable: TextTable {
    var table = TextTable([
      ("float32 kernels (\(instructionSet)) beside float64", .left), ("error", .right),
      ("limit", .right), ("", .left),
    ])
    for kernel in float32Kernels {
      table.add([
        kernel.name, short(kernel.error), short(kernel.limit), kernel.isRight ? "" : "FAILED",
      ])
    }
    return table
  }

  private var totals: String {
    let checks = operations.reduce(0) { $0 + $1.checks }
    let derivatives = operations.reduce(0) { $0 + $1.derivatives }
    let subsets = operations.reduce(0) { $0 + $1.subsets }
    let failed = failures.count + float32Kernels.filter { !$0.isRight }.count
    let verdict =
      isRight ? "all right" : failed == 0 ? "all right, but not complete" : "\(failed) FAILED"
    return "\(counted(operations.count, "row")), \(counted(checks, "check")), "
      + "\(counted(derivatives, "derivative")), \(counted(subsets, "subset")): \(verdict); "
      + "\(formatted(seconds, "%.1f")) s"
  }
}

extension Row.Kind {
  fileprivate var title: String {
    switch self {
    case .primitive: "Primitives, which have a derivative rule of their own"
    case .composite: "Composites, which are made of others"
    case .layer: "Layers"
    case .loss: "Losses"
    case .engine: "The engine: how gradients meet, and rules of one's own"
    }
  }
}

extension Coverage {
  /// What is missing, or that nothing is.
  fileprivate var line: String {
    if isComplete {
      return "coverage: \(declared) of \(declared) differentiable operations and modules that the "
        + "sources declare"
    }
    let parts = [("not in the table", missing), ("not in the sources", unknown)]
    return "coverage: FAILED; "
      + parts.filter { !$0.1.isEmpty }.map { "\($0): \($1.joined(separator: ", "))" }
      .joined(separator: "; ")
  }
}
