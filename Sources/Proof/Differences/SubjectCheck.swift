import ApusAutograd
package import ApusGradCheck

extension Subject {
  /// What came of checking a subject.
  package struct Result: Encodable, Sendable {
    package let name: String
    package let kind: Row.Kind
    /// Cases, each counted once for each layout of its inputs.
    package private(set) var checks = 0
    /// Derivatives that were compared, of both orders.
    package private(set) var derivatives = 0
    /// Subsets of inputs and parameters whose gradients were asked for, and differentiated, alone.
    package private(set) var subsets = 0
    /// The largest error among those that are right, as a part of what was allowed.
    package private(set) var largestError = 0.0
    /// The largest error of values and gradients in float32: see `GradCase.float32Error`.
    package private(set) var float32Error = 0.0
    package private(set) var seconds = 0.0
    package private(set) var failures: [Failure] = []

    package struct Failure: Encodable, Sendable {
      package let check: String
      package let report: String
    }

    fileprivate init(_ subject: Subject) { (name, kind) = (subject.name, subject.kind) }

    fileprivate mutating func check(_ example: GradCase, _ mode: GradCheckMode) {
      for layout in example.layouts {
        checks += 1
        do {
          let summary = try example.check(layout, mode: mode)
          derivatives += summary.entryCount + summary.directionCount
          subsets += summary.subsetCount
          largestError = max(largestError, summary.largestError)
        } catch {
          failures.append(Failure(check: "\(example), \(layout.rawValue)", report: "\(error)"))
        }
      }
      if let wrong = example.wrongUse() {
        failures.append(Failure(check: "\(example), as users call it", report: wrong))
      }
      let error = example.float32Error()
      float32Error = max(float32Error, error)
      let second = example.float32ErrorOfSecondOrder()
      for (what, error, limit) in [
        ("float32", error, Float32Comparison.limit),
        ("second derivatives in float32", second, Float32Comparison.limitOfSecondOrder),
      ] where !(error <= limit) {
        failures.append(
          Failure(
            check: "\(example), \(what)",
            report: "float32 is \(error) off float64, more than \(limit)"))
      }
    }

    fileprivate mutating func finish(after time: Duration) { seconds = time / .seconds(1) }
  }

  /// Checks every case in every layout of its inputs, to second order.
  package func check(mode: GradCheckMode) -> Result {
    var result = Result(self)
    let time = ContinuousClock().measure {
      for example in cases { result.check(example, mode) }
    }
    result.finish(after: time)
    return result
  }
}
