import ApusAutograd
import ApusGradCheck
import ApusTensor
import Synchronization

extension Suite {
  /// Injects wrong derivatives into every rule and looks whether the cases notice. Throws a
  /// `GradCheckFailure` where they complain without that.
  ///
  /// - Parameter progress: told the name of each subject before its mutants.
  package static func mutationScore(
    of subjects: [Subject], progress: (String) -> Void = { _ in }
  ) throws -> MutationScore {
    var score = MutationScore()
    var claimed = Set<Rule>()
    score.seconds =
      try ContinuousClock().measure {
        for subject in subjects {
          progress(subject.name)
          let all = try subject.rules()
          let rules = all.filter { subject.owns($0.rule, claimed) }
          claimed.formUnion(rules.map(\.rule))
          score.rules += rules.count
          if all.allSatisfy(\.rule.isPrimitive) && rules.isEmpty {
            score.composed.append(subject.name)
          }
          for (rule, _) in rules {
            let outcomes = genericMutants(of: rule).map { score.run($0, subject) }
            if outcomes.allSatisfy({ $0 == .withoutEffect }) {
              score.untested.append("\(rule), checked as \(subject.name)")
            }
          }
          for step in Set(rules.filter(\.isFused).map(\.rule.step)).sorted() {
            for mutant in twinMutants(of: step, subject.cases) { _ = score.run(mutant, subject) }
          }
          // Made for this subject: one without effect shows that a case is missing.
          for wrong in subject.wrong {
            let mutant = wrong.mutant(of: subject.step)
            if score.run(mutant, subject) == .withoutEffect {
              score.count(mutant, subject, isCaught: false)
            }
          }
        }
      } / .seconds(1)
    return score
  }
}

extension MutationScore {
  /// Counts a mutant that has an effect.
  fileprivate mutating func run(_ mutant: Mutant, _ subject: Subject) -> Mutant.Outcome {
    let outcome = mutant.run(subject)
    if outcome != .withoutEffect { count(mutant, subject, isCaught: outcome == .caught) }
    return outcome
  }
}

extension Mutant {
  fileprivate enum Outcome {
    case caught
    case survived
    /// It changed no gradient in any case, as a transposition where nothing is square.
    case withoutEffect
  }

  /// Runs the subject's cases until one notices.
  fileprivate func run(_ subject: Subject) -> Outcome {
    var outcome = Outcome.withoutEffect
    for layout in Layout.allCases {
      for example in cases ?? subject.cases where example.layouts.contains(layout) {
        switch run(example, layout) {
        case .caught: return .caught
        case .survived: outcome = .survived
        case .withoutEffect: break
        }
      }
      // Other layouts have the same gradients.
      if outcome == .withoutEffect { break }
    }
    return outcome
  }

  private func run(_ example: GradCase, _ layout: Layout) -> Outcome {
    let hadEffect = Mutex(false)
    let mutation = RuleMutation { [rule, change] right, site in
      guard rule.matches(site), let wrong = change(right, site) else { return right }
      if differ(right, wrong, site) { hadEffect.withLock { $0 = true } }
      return wrong
    }
    return mutation.run {
      example.differentiateTwice(layout)
      guard hadEffect.withLock({ $0 }) else { return .withoutEffect }
      do {
        try example.check(layout)
        return .survived
      } catch {
        return .caught
      }
    }
  }
}

/// By more than rounding, in the gradient as it arrives at the input; or in what is recorded of it, where
/// a twin gives it or nothing is recorded.
private func differ(_ right: Tensor, _ wrong: Tensor, _ site: BackwardSite) -> Bool {
  let (a, b) = (right.array.summed(to: site.inputShape), wrong.array.summed(to: site.inputShape))
  let scale = a.abs().scalars(as: Double.self).max() ?? 0
  // A gradient that is always 0 has no derivative that could be lost.
  if scale > 0 && site.isRecorded {
    if right.requiresGrad != wrong.requiresGrad { return true }
    let inputs = site.twin == nil ? [] : site.inputs.map { $0! }.filter(\.requiresGrad)
    if inputs.contains(where: { right.isComputed(from: $0) != wrong.isComputed(from: $0) }) {
      return true
    }
  }
  return (a - b).abs().scalars(as: Double.self).contains { !($0 <= 1e-9 * scale) }
}

// MARK: - Rules

extension Subject {
  /// The rules that the cases go through, to second order, and whether they are those of fused primitives.
  fileprivate func rules() throws -> [(rule: Rule, isFused: Bool)] {
    let found = Mutex<[(rule: Rule, isFused: Bool)]>([])
    let log = RuleMutation { right, site in
      let rule = Rule(step: site.step, input: site.input)
      found.withLock { found in
        if !found.contains(where: { $0.rule == rule }) { found.append((rule, site.twin != nil)) }
      }
      return right
    }
    try log.run {
      for example in cases {
        for layout in example.layouts { try example.check(layout) }
      }
    }
    return found.withLock { $0 }
  }

  fileprivate var step: String { rows[0].step }

  /// Each once, also where several rows can have it.
  fileprivate var wrong: [Wrong] {
    rows.flatMap(\.options.wrong).reduce(into: []) { all, wrong in
      if !all.contains(where: { $0.mistake == wrong.mistake && $0.input == wrong.input }) {
        all.append(wrong)
      }
    }
  }

  /// Whether the rule is this subject's own. One that is no operation's (a layer's, a loss') belongs to
  /// the first subject that goes through it.
  fileprivate func owns(_ rule: Rule, _ claimed: Set<Rule>) -> Bool {
    rule.isPrimitive ? rule.step == step && kind == .primitive : !claimed.contains(rule)
  }
}

extension Rule {
  fileprivate var isPrimitive: Bool { Rule.stepsOfPrimitives.contains(step) }

  private static let stepsOfPrimitives = Set(
    Suite.subjects.filter { $0.kind == .primitive }.map(\.step))
}
