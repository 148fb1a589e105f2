import ApusAutograd
import ApusTensor

/// A wrong derivative in the place of the right one: a check that is worth something notices it.
struct Mutant: Sendable {
  /// What replaces the gradient that a rule gives; nil where the mistake makes no difference.
  typealias Change = @Sendable (_ right: Tensor, _ site: BackwardSite) -> Tensor?

  /// The mistake, in words: "the sign".
  let mistake: String
  let rule: Rule
  /// Whether it is made in every rule.
  var isGeneric = false
  /// The cases that must notice; nil: all of the subject's.
  var cases: [GradCase]?
  /// Where in the rule it is made, where that has many places.
  var place: String?
  let change: Change
}

/// How one step gives the gradient of one of its inputs, or of all of them.
struct Rule: Hashable, Sendable, CustomStringConvertible {
  /// The step's name, as messages have it: "exp", "lstmLayer".
  let step: String
  let input: Int?

  var description: String { input.map { "\(step), input \($0)" } ?? step }

  func matches(_ site: BackwardSite) -> Bool {
    site.step == step && (input == nil || input == site.input)
  }
}

/// A mistake in the formula of one rule: a dropped term, a wrong factor, a wrong choice.
struct Wrong: Sendable {
  let mistake: String
  let input: Int
  let change: @Sendable (Place) -> Tensor?

  /// - Parameter change: the wrong gradient; nil where the mistake makes no difference.
  init(_ mistake: String, input: Int = 0, _ change: @escaping @Sendable (Place) -> Tensor?) {
    (self.mistake, self.input, self.change) = (mistake, input, change)
  }

  /// Where it is made.
  struct Place {
    let right: Tensor
    fileprivate let site: BackwardSite

    /// The gradient of the only result.
    var g: Tensor { site.upstream[0]! }
    /// The result, of a rule that is made of it.
    var y: Tensor { site.result! }
    /// An input, of a rule that reads them.
    func x(_ position: Int) -> Tensor { site.inputs[position]! }
    var inputShape: [Int] { site.inputShape }

    /// Whether all inputs are square matrices of one size.
    var isSquare: Bool {
      inputShape.count == 2 && inputShape[0] == inputShape[1]
        && site.inputs.allSatisfy { $0?.shape == inputShape }
    }
  }

  func mutant(of step: String) -> Mutant {
    Mutant(mistake: mistake, rule: Rule(step: step, input: input)) { [change] right, site in
      change(Place(right: right, site: site))
    }
  }
}
