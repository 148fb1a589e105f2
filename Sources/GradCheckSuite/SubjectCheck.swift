package import Autograd

extension Subject {
  /// What came of checking a subject.
  package struct Result: Encodable, Sendable {
    package let name: String
    package let kind: Suite.Kind
    /// Cases, each counted once for each layout of its inputs.
    package private(set) var checks = 0
    /// Derivatives that were compared.
    package private(set) var entries = 0
    /// The largest error among those that are right, as a part of what was allowed.
    package private(set) var largestError = 0.0
    package private(set) var seconds = 0.0
    package private(set) var failures: [Failure] = []

    package struct Failure: Encodable, Sendable {
      package let check: String
      package let report: String
    }

    init(_ subject: Subject) { (name, kind) = (subject.name, subject.kind) }

    mutating func add(_ summary: GradCheckSummary) {
      entries += summary.comparedCount
      largestError = max(largestError, summary.largestError)
    }

    mutating func run(_ example: GradCase, _ layout: Layout, _ options: GradCheckOptions) {
      checks += 1
      do {
        add(try example.check(layout, options))
      } catch {
        failures.append(Failure(check: "\(example), \(layout.rawValue)", report: "\(error)"))
      }
    }

    mutating func finish(after time: Duration) { seconds = time / .seconds(1) }
  }

  /// Checks every case in every layout of its inputs, to second order.
  package func check(mode: GradCheckMode) -> Result {
    var result = Result(self)
    let options = GradCheckOptions(order: 2, mode: mode)
    let time = ContinuousClock().measure {
      for example in cases {
        for layout in example.layouts { result.run(example, layout, options) }
      }
    }
    result.finish(after: time)
    return result
  }
}
