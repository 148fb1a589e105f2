import ApusAutograd
import ApusNN
import ApusTensor

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
  crossEntropies(&table)
}

/// Of classes, of probabilities of classes, and with a weight for each class.
private func crossEntropies(_ table: inout ProofTable) {
  let defaults: [String: Value] = ["ignored": -100, "reduction": "mean", "smoothing": 0.0]
  let options = Row.Options(defaults: defaults, tolerance: Tolerance.network)
  let torch = "ignore_index=ignored, reduction=reduction, label_smoothing=smoothing"
  let labels = Input.whole([0, 4, 2, 2])
  let calls: [Call] = [
    Call([4, 5], labels), Call([4, 5], labels, with: ["reduction": "sum"]),
    Call([4, 5], labels, with: ["reduction": "none", "ignored": 2]),
    Call([4, 5], labels, with: ["ignored": 4, "smoothing": 0.3]),
    Call([5], .whole([3], [])), Call([0, 5], .whole([]), with: ["reduction": "sum"]),
    Call([2, 5, 3], .whole([0, 4, 2, 2, 1, 1], [2, 3]), with: ["smoothing": 0.1]),
    Call(Input([4, 5], .transposed), labels),
  ]
  @Sendable func loss(_ x: [Tensor], _ a: Values, weight: Tensor?) -> Tensor {
    crossEntropy(
      x[0], x[1], weight: weight, ignoreIndex: a.ignored, reduction: a.reduction,
      labelSmoothing: a.smoothing)
  }
  let name = "crossEntropy(Tensor, Tensor, weight:, ignoreIndex:, reduction:, labelSmoothing:)"
  table.add(name, "", .loss, torch: "F.cross_entropy(x0, x1, \(torch))", calls, options) { x, a in
    loss(x, a, weight: nil)
  }
  let weights = Input([5], 0.5...2, constant: true)
  table.add(
    name, "weighted", .loss, torch: "F.cross_entropy(x0, x1, x2, \(torch))",
    calls.filter { $0.inputs[0].shape.contains(5) }.map {
      Call(inputs: $0.inputs + [weights], $0.arguments)
    }, options
  ) { x, a in loss(x, a, weight: x[2]) }
  table.add(
    name, "of probabilities", .loss, torch: "F.cross_entropy(x0, x1, \(torch))",
    [
      Call([4, 5], Input([4, 5], 0...1)), Call([5], Input([5], 0...1)),
      Call([4, 5], Input([4, 5], 0...1), with: ["reduction": "none", "smoothing": 0.2]),
    ], options
  ) { x, a in loss(x, a, weight: nil) }
  table.module(
    .loss, torch: "nn.CrossEntropyLoss(\(torch))", value: "m(x0, x1)", calls, options,
    make: { a, _ in
      CrossEntropyLoss(
        ignoreIndex: a.ignored, reduction: a.reduction, labelSmoothing: a.smoothing)
    },
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
