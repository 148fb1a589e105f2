import ApusAutograd

/// A wrong derivative in the place of the right one: a check that is worth something notices it.
struct Mutant: Sendable {
  /// What replaces the gradient that a rule gives; nil where the mistake makes no difference.
  typealias Change = @Sendable (_ right: Tensor, _ site: BackwardSite) -> Tensor?

  /// The mistake, in words: "the sign".
  let mistake: String
  let rule: Rule
  /// Whether it is made in every rule.
  let isGeneric: Bool
  let change: @Sendable (GradCase) -> Change

  init(
    _ mistake: String, _ rule: Rule, isGeneric: Bool = false,
    _ change: @escaping @Sendable (GradCase) -> Change
  ) {
    (self.mistake, self.rule, self.isGeneric, self.change) = (mistake, rule, isGeneric, change)
  }
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

extension BackwardSite {
  /// The gradient of the only result.
  var g: Tensor { upstream[0]! }
  /// The result, of a rule that is made of it.
  var y: Tensor { result! }
  /// An input, of a rule that reads them.
  func x(_ position: Int) -> Tensor { inputs[position]! }
}
