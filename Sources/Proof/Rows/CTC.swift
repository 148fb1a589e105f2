import ApusAutograd
import ApusNN
import ApusTensor

func ctcRows(_ table: inout ProofTable) {
  table.topic("CTC", file: "ctc")
  let calls =
    feasible.flatMap { $0.calls(order: 2) } + [hundredSteps.call().only(.float32)]
    + feasible.map { $0.call(.none, zeroInfinity: true) }.only(.torch)
    + [ragged, many].map { $0.call(.none).only(.differences) }
    + [noSamples.call(.sum).only(.differences)]
    + infeasible.flatMap { $0.calls(order: 1).only(.torch) }
    + infeasible.flatMap { $0.calls(order: 1, zeroInfinity: true) }
    + farApart.calls(order: 1).only(.torch) + eightySteps.calls(order: 1).only(.torch) + leftOut
    + ofDoubles.calls(order: 2)
  table.module(
    .loss, torch: "CTCLoss(blank, reduction, zeroInfinity)",
    value: "m(x0.log_softmax(-1), x1, inputLengths, targetLengths)", calls,
    .init(
      range: -3...3, defaults: defaults,
      // It has no weights, and prints its blank.
      comparesNewModules: false, gradientsOfFloat64: true,
      torchTwice: "m.composed(x0.log_softmax(-1), x1, inputLengths, targetLengths)",
      note:
        "gradients at the logits; those of float32 are compared with PyTorch's of float64, as PyTorch's float32 "
        + "recursion is itself off by up to 8e-5 here. PyTorch has no second derivative: those are of the same "
        + "recursion composed of its primitives, in float64"),
    make: { a, _ in
      CTCLoss(blank: a.blank, reduction: a.reduction, zeroInfinity: a.zeroInfinity)
    },
    run: { loss, x, a in
      [
        loss(
          x[0].logSoftmax(dim: -1), x[1], inputLengths: a.inputLengths,
          targetLengths: a.targetLengths)
      ]
    })
  table.module(
    .loss, "as it is made", torch: "CTCLoss()", value: "m(x0.log_softmax(-1), x1, None, None)",
    [padded, repeated, unbatched].map { Call($0.outputs, $0.labels, only: .torch) },
    .init(range: -3...3, order: 1, comparesNewModules: false, gradientsOfFloat64: true),
    make: { _, _ in CTCLoss() },
    run: { loss, x, _ in [loss(x[0].logSoftmax(dim: -1), x[1])] })
  directly(&table)
}

private let defaults: [String: Value] = [
  "inputLengths": nil, "targetLengths": nil, "blank": 0, "reduction": "mean", "zeroInfinity": false,
]

/// By the log-probabilities themselves, where PyTorch gives the derivative by the logits; and with a class of
/// probability 0, where PyTorch gives NaN.
private func directly(_ table: inout ProofTable) {
  let calls = (feasible + infeasible).filter(\.isSmall).map { problem in
    problem.call(.none, zeroInfinity: true)
  }
  @Sendable func loss(_ x: Tensor, _ targets: Tensor, _ a: Values) -> Tensor {
    CTCLoss(blank: a.blank, reduction: a.reduction, zeroInfinity: a.zeroInfinity)(
      x, targets, inputLengths: a.inputLengths, targetLengths: a.targetLengths)
  }
  table.add("CTCLoss", "directly", .loss, torch: nil, calls, .init(defaults: defaults)) { x, a in
    loss(x[0], x[1], a)
  }
  let labels = Input.whole([1, 3, 3, 3], [2, 2])
  table.add(
    "CTCLoss", "a masked class", .loss, torch: nil,
    [Call([5, 2, 3], labels)], .init(defaults: defaults.merging(["reduction": "none"]) { $1 })
  ) { x, a in
    let column = Tensor.full([5, 2, 1], -.infinity, dtype: x[0].dtype)
    let outputs = Tensor.cat([x[0][.ellipsis, ..<2], column, x[0][.ellipsis, 2...]], dim: -1)
    return loss(outputs.logSoftmax(dim: -1), x[1], a)
  }
}

/// Outputs of a shape [T, N, C], or [T, C], and labels to align with them.
private struct Problem {
  let name: String
  let outputs: Input
  let labels: Input
  var inputLengths: [Int]?
  var targetLengths: [Int]?
  var blank = 0
  var doubles = false

  init(
    _ name: String, _ shape: [Int], _ labels: Input, _ inputLengths: [Int]? = nil,
    _ targetLengths: [Int]? = nil, blank: Int = 0, range: ClosedRange<Double>? = nil,
    doubles: Bool = false
  ) {
    (self.name, outputs, self.labels) = (name, Input(shape, range), labels)
    (self.inputLengths, self.targetLengths) = (inputLengths, targetLengths)
    (self.blank, self.doubles) = (blank, doubles)
  }

  /// By differences others would take long.
  var isSmall: Bool { outputs.count <= 72 }

  /// With the arguments that are not the defaults.
  func call(
    _ reduction: Reduction = .mean, zeroInfinity: Bool = false, order: Int? = nil
  ) -> Call {
    func list(_ lengths: [Int]?) -> Value {
      lengths.map { .list($0.map { .whole($0) }) } ?? .none
    }
    return Call(
      outputs, labels,
      with: [
        "inputLengths": list(inputLengths), "targetLengths": list(targetLengths),
        "blank": .whole(blank), "reduction": .text("\(reduction)"),
        "zeroInfinity": .truth(zeroInfinity),
      ], named: name, order: order, doubles: doubles)
  }

  /// In each reduction.
  func calls(order: Int, zeroInfinity: Bool = false) -> [Call] {
    Reduction.allCases.map { reduction in
      let call = call(reduction, zeroInfinity: zeroInfinity, order: order)
      return isSmall ? call : call.only(.torch)
    }
  }
}

private let padded = Problem("padded", [8, 3, 5], .whole([1, 2, 3, 4, 1, 2, 3, 4, 1], [3, 3]))
private let repeated = Problem(
  "repeated labels", [8, 4, 5], .whole([1, 1, 2, 2, 2, 2, 3, 1, 1, 4, 1, 4], [4, 3]))
private let ragged = Problem(
  "ragged, padded", [8, 3, 5], .whole([1, 2, 3, 4, 1, 0, 3, 0, 0], [3, 3]), [8, 6, 7], [3, 2, 1])
private let blankLast = Problem(
  "blank last", [9, 2, 5], .whole([0, 1, 2, 3, 3, 0], [2, 3]), blank: 4)
private let unbatched = Problem("unbatched", [7, 5], .whole([1, 2, 2]))
private let ofInt32 = Problem("int32 targets", [6, 2, 4], .whole([1, 2, 3, 3], [2, 2], .int32))

/// More than go side by side in the kernel.
private let many = Problem(
  "many samples", [6, 11, 4],
  .whole((0..<11).flatMap { n in [1, 2].map { 1 + (n * $0) % 3 } }, [11, 2]),
  [6, 5, 4, 6, 6, 5, 4, 6, 3, 6, 6], [2, 1, 0, 2, 2, 1, 2, 2, 1, 1, 2])

private let noSamples = Problem("no samples", [4, 0, 3], .whole([], [0, 0]))

private let feasible: [Problem] = [
  padded, repeated, ragged, blankLast, unbatched, ofInt32,
  Problem("one sample", [5, 1, 3], .whole([1, 2], [1, 2])),
  Problem("ragged, concatenated", [8, 3, 5], .whole([1, 2, 3, 4, 1, 3]), [8, 6, 7], [3, 2, 1]),
  Problem(
    "as few steps as can be", [5, 2, 5], .whole([1, 2, 1, 2, 1, 2, 2, 3, 3, 0], [2, 5]), [5, 5],
    [5, 3]),
  Problem(
    "a target without labels", [6, 3, 5], .whole([1, 2, 0, 0, 3, 3], [3, 2]), [6, 6, 5], [2, 0, 2]),
  Problem("no labels at all", [4, 2, 5], .whole([], [2, 0]), [4, 3], [0, 0]),
  Problem("one step", [1, 2, 4], .whole([1, 0], [2, 1]), [1, 1], [1, 0]),
  Problem("steps that no sample has", [6, 2, 3], .whole([1, 2, 2, 0], [2, 2]), [4, 3], [2, 1]),
  Problem("blank in the middle", [9, 2, 5], .whole([0, 1, 4, 3, 3, 0], [2, 3]), blank: 2),
  Problem("unbatched, fewer steps", [7, 5], .whole([1, 2]), [5], [2]),
  many,
  Problem("uint8 targets", [6, 2, 4], .whole([1, 2, 3, 3], [2, 2], .uint8)),
  Problem("two classes", [7, 2, 2], .whole([1, 1, 1, 1, 1, 1], [2, 3])),
]

/// Samples that no alignment fits.
private let infeasible: [Problem] = [
  Problem(
    "some too short", [6, 4, 5], .whole([1, 2, 3, 1, 1, 1, 2, 3, 4, 4, 4, 1], [4, 3]),
    [6, 4, 2, 6],
    [3, 3, 3, 3]),
  Problem("all too short", [2, 2, 5], .whole([1, 2, 3, 1, 1, 0], [2, 3]), [2, 2], [3, 2]),
  Problem("no steps", [5, 3, 5], .whole([1, 2, 1, 2, 3, 4], [3, 2]), [0, 0, 5], [0, 2, 2]),
  Problem(
    "one step, too many labels", [1, 3, 4], .whole([1, 0, 0, 0, 2, 3], [3, 2]), [1, 1, 1],
    [1, 0, 2]
  ),
  Problem("unbatched, too short", [2, 4], .whole([1, 2, 3])),
]

private let ofDoubles = Problem(
  "doubles", [8, 3, 5], .whole([1, 1, 3, 4, 1, 0, 3, 0, 0], [3, 3]), [8, 6, 7], [3, 2, 1],
  doubles: true)

private let farApart = Problem(
  "far apart", [8, 2, 5], .whole([1, 2, 3, 2, 2, 4], [2, 3]), range: -180...180)

/// As many steps and classes as when CAPTCHAs are read.
private let eightySteps = Problem(
  "eighty steps", [80, 3, 11], .whole([3, 2, 9, 1, 0, 0, 0, 0, 1, 2, 2, 7], [3, 4]), blank: 10)

private let hundredSteps = Problem(
  "160 steps", [160, 32, 11],
  .whole((0..<32).flatMap { n in (0..<4).map { (n + $0 * n) % 10 } }, [32, 4]), blank: 10)

/// Some steps, or some labels, of all.
private let leftOut: [Call] = {
  var allSteps = ragged
  allSteps.inputLengths = nil
  return [
    Call(
      padded.outputs, padded.labels, with: ["inputLengths": [8, 6, 7], "reduction": "none"],
      named: "all labels", order: 1, only: .torch),
    allSteps.call(.none, order: 1).only(.torch),
  ]
}()
