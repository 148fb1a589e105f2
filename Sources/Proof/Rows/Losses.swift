import ApusAutograd
import ApusNN

func lossesRows(_ table: inout ProofTable) {
  table.topic("Losses", file: "losses")
  let inputs: [(Input, Input)] = [
    ([4, 3], [4, 3]), ([], []), ([2, 3, 4], [2, 3, 4]), (Input([4, 3], .transposed), [4, 3]),
    ([4, 3], Input([4, 3], .expanded)),
  ]
  // The mean of nothing is NaN.
  let calls: [Call] = Reduction.allCases.flatMap { reduction -> [Call] in
    let isMean = reduction == .mean
    return inputs.map { Call($0, $1, with: ["reduction": .text("\(reduction)")]) } + [
      Call(
        [0, 2], [0, 2], with: ["reduction": .text("\(reduction)")], order: isMean ? 1 : 2,
        only: isMean ? .torch : nil)
    ]
  }
  table.add(
    "mseLoss(Tensor, Tensor, reduction:)", "", .loss,
    torch: "F.mse_loss(x0, x1, reduction=reduction)", calls
  ) { x, a in mseLoss(x[0], x[1], reduction: a.reduction) }
  table.module(
    .loss, torch: "nn.MSELoss(reduction=reduction)", value: "m(x0, x1)", calls,
    make: { a, _ in MSELoss(reduction: a.reduction) },
    run: { loss, x, _ in [loss(x[0], x[1])] })
}

extension Reduction: ArgumentType {
  static let allCases: [Reduction] = [.none, .mean, .sum]

  init?(_ value: Value) {
    guard case .text(let name) = value,
      let reduction = Reduction.allCases.first(where: { "\($0)" == name })
    else { return nil }
    self = reduction
  }
}
