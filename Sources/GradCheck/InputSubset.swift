import ApusTensor

/// Some of a function's inputs: a user may ask for their gradients without those of the others, as a
/// gradient penalty does.
struct InputSubset {
  /// In rising order; neither none of them nor all.
  let positions: [Int]

  /// The subsets of `count` inputs that a check asks for: each input alone, and all but one. Of more than
  /// eight inputs these are many: eight random subsets then stand for them, unless `all` are wanted.
  static func chosen(of count: Int, all: Bool, _ random: RandomProbes) -> [InputSubset] {
    let inputs = Array(0..<count)
    if count > mostInputs && !all {
      return (0..<mostInputs).map { _ in
        let isAbove = random.array([count]).greater(0).scalars(as: Bool.self)
        let chosen = inputs.filter { isAbove[$0] }
        return InputSubset(
          positions: chosen.isEmpty || chosen.count == count ? [inputs[0]] : chosen)
      }
    }
    let alone = count > 1 ? inputs.map { [$0] } : []
    let allButOne = count > 2 ? inputs.map { left in inputs.filter { $0 != left } } : []
    return (alone + allButOne).map { InputSubset(positions: $0) }
  }

  private static let mostInputs = 8

  func contains(_ position: Int) -> Bool { positions.contains(position) }

  /// What is asked for, in the words of a message: "the gradient of input 0 alone is asked for".
  func question(_ names: [String]) -> String {
    let others = names.indices.filter { !contains($0) }
    if positions.count == 1 { return "the gradient of \(names[positions[0]]) alone is asked for" }
    let which =
      others.count == 1
      ? "all but \(names[others[0]])" : "\(positions.count) of the \(names.count) inputs"
    return "the gradients of \(which) are asked for"
  }
}
