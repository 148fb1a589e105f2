import Autograd
import GradCheckSuite
import Reporting
import Tensor

/// The table of all derivatives, what float32 makes of them, and whether anything is missing.
struct DerivativesReport: Encodable {
  private let atol = GradCheckDefaults.atol
  private let rtol = GradCheckDefaults.rtol
  private let mode: String
  private let instructionSet = instructionSetName
  private let subjects: [Subject.Result]
  /// Kernels that compute in float32 otherwise than in float64; none where a part was asked for.
  private let float32Kernels: [Shadow.Result]
  /// nil where a part was asked for.
  private let coverage: Coverage?
  private let seconds: Double

  /// - Parameter isWhole: whether these are all subjects.
  init(_ subjects: [Subject], isWhole: Bool, slow: Bool) throws {
    coverage = isWhole ? try Coverage(of: Declarations.sources) : nil
    let progress = ProgressLine()
    let start = ContinuousClock.now
    self.subjects = subjects.enumerated().map { number, subject in
      progress.show("\(number + 1) of \(subjects.count): \(subject.name)")
      return subject.check(mode: slow ? .slow : .automatic)
    }
    float32Kernels = isWhole ? shadows.map { $0.run() } : []
    progress.clear()
    mode = slow ? "slow" : "automatic"
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }

  var isRight: Bool {
    failures.isEmpty && float32Kernels.allSatisfy(\.isRight) && coverage?.isComplete != false
  }

  private var failures: [Subject.Result.Failure] { subjects.flatMap(\.failures) }

  // MARK: - Text

  func print() {
    show(
      "Derivatives of order 1 and 2 in float64, |analytic - numeric| <= \(atol) + \(rtol) |numeric|."
    )
    show(
      "worst: the largest error, as a part of what is allowed. float32: the largest relative error")
    show("of values and gradients beside float64.")
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

  private var table: TextTable {
    var table = TextTable([
      ("operation", .left), ("kind", .left), ("checks", .right), ("entries", .right),
      ("worst", .right), ("float32", .right), ("seconds", .right), ("", .left),
    ])
    for subject in subjects {
      table.add([
        subject.name, subject.kind.rawValue, grouped(subject.checks), grouped(subject.entries),
        short(subject.largestError), short(subject.float32Error),
        formatted(subject.seconds, "%.3f"),
        subject.failures.isEmpty ? "" : "FAILED",
      ])
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
    let checks = subjects.reduce(0) { $0 + $1.checks }
    let entries = subjects.reduce(0) { $0 + $1.entries }
    let failed = failures.count + float32Kernels.filter { !$0.isRight }.count
    return
      "\(subjects.count) operations, \(grouped(checks)) checks, \(grouped(entries)) derivatives: "
      + "\(failed == 0 ? "all right" : "\(failed) FAILED"), \(formatted(seconds, "%.1f")) s"
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
