import ApusAutograd
import ApusTensor

func reductionsRows(_ table: inout ProofTable) {
  table.topic("Reductions", file: "reductions")
  sums(&table)
  spreads(&table)
  sharedExtremes(&table)
  firstExtremes(&table)
  table.add(
    "cumsum(dim:)", torch: "x0.cumsum(dim)",
    [
      Call([3, 3, 4], with: ["dim": 0]), Call([3, 3, 4], with: ["dim": 1]),
      Call([3, 3, 4], with: ["dim": -1]), Call(Input([3, 4], .transposed), with: ["dim": 1]),
      Call(Input([3, 4], .expanded), with: ["dim": 0]), Call([], with: ["dim": 0]),
      Call([0, 3], with: ["dim": 1]), Call([0, 3], with: ["dim": 0]),
    ]
  ) { x, a in x[0].cumsum(dim: a.dim) }
  table.add(
    "summed(to:)", torch: "x0.sum_to_size(to)",
    [
      Call([2, 3, 4], with: ["to": [3, 1]]), Call([2, 3], with: ["to": []]),
      Call([0, 3], with: ["to": [1, 3]]), Call([], with: ["to": []]),
    ]
  ) { x, a in x[0].summed(to: a.to) }
}

// MARK: - Calls

private let cube = [3, 3, 4]
private let keptOrNot: [String: Value] = ["dims": nil, "keepDim": false]

/// All, one, several dimensions, kept or not; each layout; numbers that are not finite; rows without deviation, of
/// which second derivatives are compared up to an order.
private func overDims(constant order: Int = 2) -> [Call] {
  let several: [[String: Value]] = [
    [:], ["keepDim": true], ["dims": [0]], ["dims": [1]], ["dims": [2]],
    ["dims": [-1], "keepDim": true], ["dims": [0, 2]], ["dims": [-1, 1], "keepDim": true],
    ["dims": [0, 1, 2]],
  ]
  let ofFour: [[String: Value]] = [
    [:], ["keepDim": true], ["dims": [0, 1, 2, 3]], ["dims": [-4, -1]],
    ["dims": [-3, 2], "keepDim": true], ["dims": [3, 1, 0]],
    ["dims": [1, -1, 2], "keepDim": true],
    ["dims": [0, 1, 2, 3], "keepDim": true],
  ]
  let strange: [(Input, String, order: Int)] = [
    (unknown, "NaN", 2), (infinite, "infinite", 2), (constantRows, "constant rows", order),
  ]
  let ways: [[String: Value]] = [["dims": [1]], ["dims": [0], "keepDim": true], [:]]
  let turned = Input(cube, .transposed)
  let usual: [Call] =
    several.map { Call([3, 3, 4], with: $0) } + [
      Call(turned, with: ["dims": [1]]), Call(turned, with: ["dims": [0, 2]]),
      Call(Input(cube, .gapped), with: ["dims": [2]]), Call([11, 9], with: ["dims": [0]]),
      Call([11, 9], with: ["dims": [1]]), Call([0, 3], with: ["dims": [1]]),
    ]
  let large: [Call] =
    ofFour.map { Call([2, 1, 3, 2], with: $0) } + [
      Call(Input([2, 1, 3, 2], .transposed), with: ["dims": [0, 2]])
    ]
  return usual + large
    + strange.flatMap { input, remark, order in
      ways.map { Call(input, with: $0, named: remark, order: order) }
    }
}

private let repeated: [Call] = [
  Call(Input(cube, .expanded), with: ["dims": [0]]), Call(Input(cube, .expanded)),
]
private let single: [Call] = [Call([]), Call([], with: ["dims": [0]])]
private let ofOneDim: [Call] = [
  Call([3, 3, 4], with: ["dim": 1]), Call([3, 3, 4], with: ["dim": -1, "keepDim": true]),
  Call([0, 3], with: ["dim": 1]),
]
private let singleOfOneDim: [Call] = [Call([], with: ["dim": 0])]

// MARK: - Rows

private func sums(_ table: inout ProofTable) {
  table.add(
    "sum(dims:, keepDim:)", torch: "x0.sum(dim=dims, keepdim=keepDim)",
    overDims() + repeated + single + [
      Call([0]), Call([0, 3], with: ["dims": [0]]),
      Call([], with: ["dims": [-1], "keepDim": true]),
      Call([2, 3], with: ["dims": []], only: .differences),
    ],
    .init(
      defaults: keptOrNot,
      wrong: [
        Wrong("divided as a mean") {
          $0.right / (Double($0.right.count) / Double(max($0.g.count, 1)))
        }
      ])
  ) { x, a in x[0].sum(dims: a.dims, keepDim: a.keepDim) }
  table.add("sum(dims:, keepDim:)", "of products", torch: "(x0 * x1).sum()", [Call([2, 3], [3])]) {
    x, _ in (x[0] * x[1]).sum()
  }
  table.add(
    "sum(dim:, keepDim:)", "", .composite, torch: "x0.sum(dim=dim, keepdim=keepDim)",
    ofOneDim + singleOfOneDim + [Call([0, 3], with: ["dim": 0])],
    .init(defaults: ["keepDim": false])
  ) { x, a in x[0].sum(dim: a.dim, keepDim: a.keepDim) }
  table.add(
    "mean(dims:, keepDim:)", torch: "x0.mean(dim=dims, keepdim=keepDim)",
    overDims() + repeated + single + [Call([0], order: 1, only: .torch)],
    .init(defaults: keptOrNot)
  ) { x, a in x[0].mean(dims: a.dims, keepDim: a.keepDim) }
  table.add(
    "mean(dim:, keepDim:)", torch: "x0.mean(dim=dim, keepdim=keepDim)", ofOneDim + singleOfOneDim,
    .init(defaults: ["keepDim": false])
  ) { x, a in x[0].mean(dim: a.dim, keepDim: a.keepDim) }
}

/// As many rows as are corrected for, and more; a single number has no deviation.
private func corrected() -> [Call] {
  let few: [[String: Value]] = [
    ["dims": [1], "correction": 3], ["dims": [1], "correction": 4],
  ]
  let others: [[String: Value]] = [0, 2].flatMap { (c: Int) -> [[String: Value]] in
    [
      ["correction": .whole(c)], ["dims": [1], "correction": .whole(c)],
      ["dims": [0, 2], "correction": .whole(c), "keepDim": true],
    ]
  }
  return others.map { Call([3, 3, 4], with: $0) } + few.map { Call([2, 3], with: $0, order: 0) }
    + [Call([2, 1], with: ["dims": [1]], order: 0), Call([], order: 0), Call([0], order: 0)]
}

private func spreads(_ table: inout ProofTable) {
  let defaults: [String: Value] = ["dims": nil, "correction": 1, "keepDim": false]
  table.add(
    "var(dims:, correction:, keepDim:)",
    torch: "torch.var(x0, dim=dims, correction=correction, keepdim=keepDim)",
    overDims() + corrected() + [Call([], with: ["correction": 0])], .init(defaults: defaults)
  ) { x, a in x[0].var(dims: a.dims, correction: a.correction, keepDim: a.keepDim) }
  // The second gradient of std without deviation differs on purpose.
  let sizes: [Call] = [1e19, 1e-22, 1e-23].map {
    Call(.given([$0, 2 * $0, 4 * $0]), named: "of size \($0)", order: 1)
  }
  table.add(
    "std(dims:, correction:, keepDim:)", "", .composite,
    torch: "torch.std(x0, dim=dims, correction=correction, keepdim=keepDim)",
    overDims(constant: 1) + corrected() + sizes,
    .init(defaults: defaults, needsDistinctElements: true, tolerance: Tolerance.network)
  ) { x, a in x[0].std(dims: a.dims, correction: a.correction, keepDim: a.keepDim) }
  let ofOne: [String: Value] = ["correction": 1, "keepDim": false]
  let biased: [Call] = [Call([3, 3, 4], with: ["dim": -1, "correction": 0, "keepDim": true])]
  table.add(
    "var(dim:, correction:, keepDim:)", "", .composite,
    torch: "torch.var(x0, dim=dim, correction=correction, keepdim=keepDim)",
    ofOneDim + biased + [Call([], with: ["dim": 0, "correction": 0])], .init(defaults: ofOne)
  ) { x, a in x[0].var(dim: a.dim, correction: a.correction, keepDim: a.keepDim) }
  table.add(
    "std(dim:, correction:, keepDim:)", "", .composite,
    torch: "torch.std(x0, dim=dim, correction=correction, keepdim=keepDim)", ofOneDim + biased,
    .init(defaults: ofOne, needsDistinctElements: true, tolerance: Tolerance.network)
  ) { x, a in x[0].std(dim: a.dim, correction: a.correction, keepDim: a.keepDim) }
  let dims: [Call] = [
    Call([2, 3]), Call([2, 3, 2], with: ["dims": [1]]), Call([2, 3, 2], with: ["dims": [2, 0]]),
    Call([0, 3], with: ["dims": [1]]), Call([]),
  ]
  table.add(
    "centered(dims:)", torch: "(x0 - x0.mean(dim=dims, keepdim=True)).exp()", dims,
    .init(defaults: ["dims": nil])
  ) { x, a in x[0].centered(dims: a.dims).exp() }
  table.add(
    "rootMeanSquare(dims:, eps:)",
    torch: "(x0.square().mean(dim=dims, keepdim=True) + eps).sqrt()",
    [
      Call([2, 3], with: ["dims": [1]]), Call([2, 3, 2], with: ["dims": [0, 1], "eps": 0.0]),
      Call([0, 3], with: ["dims": [1]]), Call([], with: ["dims": [0]]),
    ], .init(defaults: ["eps": 0.1])
  ) { x, a in x[0].rootMeanSquare(dims: a.dims, eps: a.eps) }
}

private let ties = Input.given([1, 3, 3, 0.5, 2, 2, 2, 2, -1, -1, -2, -3], [3, 4])

private func sharedExtremes(_ table: inout ProofTable) {
  let calls: [Call] =
    overDims() + repeated + single + [
      Call(ties, named: "ties"), Call(ties, with: ["dims": [1]], named: "ties"),
      Call(ties, with: ["dims": [0], "keepDim": true], named: "ties"),
    ]
  let options = Row.Options(defaults: keptOrNot, needsDistinctElements: true)
  table.add(
    "amax(dims:, keepDim:)", torch: "torch.amax(x0, dim=dims or (), keepdim=keepDim)", calls,
    options
  ) { x, a in x[0].amax(dims: a.dims, keepDim: a.keepDim) }
  table.add(
    "amin(dims:, keepDim:)", torch: "torch.amin(x0, dim=dims or (), keepdim=keepDim)", calls,
    options
  ) { x, a in x[0].amin(dims: a.dims, keepDim: a.keepDim) }
  let one = Row.Options(defaults: ["keepDim": false], needsDistinctElements: true)
  table.add(
    "amax(dim:, keepDim:)", "", .composite, torch: "torch.amax(x0, dim=dim, keepdim=keepDim)",
    ofOneDim + singleOfOneDim, one
  ) { x, a in x[0].amax(dim: a.dim, keepDim: a.keepDim) }
  table.add(
    "amin(dim:, keepDim:)", "", .composite, torch: "torch.amin(x0, dim=dim, keepdim=keepDim)",
    ofOneDim + singleOfOneDim, one
  ) { x, a in x[0].amin(dim: a.dim, keepDim: a.keepDim) }
}

private let nothingElse = Input.given([.nan, .nan, .nan, .nan], [2, 2])
private let infinite = Input.given([1, .infinity, 2, .infinity, -.infinity, 0, 1, 2, 3], [3, 3])
private let constantRows = Input.given([2, 2, 2, 2, 0, 0, 0, 0, 1, 2, 4, 8], [3, 4])
/// Extremes that float32 cannot tell from the others.
private let near = Input.given([1, 1 + 0x1p-40, 1, 3, 3, 3 - 0x1p-40], [2, 3])

private func firstExtremes(_ table: inout ProofTable) {
  let all: [Call] = [
    Call([3, 3, 4]), Call([]), Call(ties, named: "ties"), Call(Input(cube, .expanded)),
    Call(unknown, named: "NaN"), Call(nothingElse, named: "nothing but NaN"),
    Call(infinite, named: "infinite"),
    Call(.given([.nan, 1, 5, 5], [2, 2]), named: "one NaN"),
    Call(constantRows, named: "constant rows"),
  ]
  let distinct = Row.Options(needsDistinctElements: true)
  table.add("max()", torch: "torch.max(x0)", all, distinct) { x, _ in x[0].max() }
  table.add("min()", torch: "torch.min(x0)", all, distinct) { x, _ in x[0].min() }
  let options = Row.Options(defaults: ["keepDim": false], needsDistinctElements: true)
  let along =
    alongDim + strangeAlongDim + [
      Call(near, with: ["dim": 1], doubles: true),
      Call([3, 3, 4], with: ["dim": 1], doubles: true),
    ]
  table.addSeveral(
    "max(dim:, keepDim:)", torch: "torch.max(x0, dim=dim, keepdim=keepDim)", along, options
  ) { x, a in
    let (values, indices) = x[0].max(dim: a.dim, keepDim: a.keepDim)
    return [values, indices]
  }
  table.addSeveral(
    "min(dim:, keepDim:)", torch: "torch.min(x0, dim=dim, keepdim=keepDim)", along, options
  ) { x, a in
    let (values, indices) = x[0].min(dim: a.dim, keepDim: a.keepDim)
    return [values, indices]
  }
  places(&table)
}

private func places(_ table: inout ProofTable) {
  let large = [2, 1, 3, 2]
  let calls: [Call] =
    alongDim + strangeAlongDim + [
      Call([3, 3, 4]), Call(ties, named: "ties"), Call(unknown, named: "NaN"), Call([]),
      Call(nothingElse, named: "nothing but NaN"), Call(Input(large), with: ["keepDim": true]),
      Call(Input(large), with: ["dim": -3]),
      Call(Input(large), with: ["dim": -1, "keepDim": true]),
      Call([], with: ["keepDim": true]), Call([5], with: ["keepDim": true]),
      Call(unknown, with: ["keepDim": true], named: "NaN"), Call(near, doubles: true),
      Call(near, with: ["dim": 1], doubles: true),
    ]
  let options = Row.Options(order: 0, defaults: ["dim": nil, "keepDim": false])
  table.add(
    "argmax(dim:, keepDim:)", torch: "torch.argmax(x0, dim=dim, keepdim=keepDim)", calls, options
  ) { x, a in x[0].argmax(dim: a.dim, keepDim: a.keepDim) }
  table.add(
    "argmin(dim:, keepDim:)", torch: "torch.argmin(x0, dim=dim, keepdim=keepDim)", calls, options
  ) { x, a in x[0].argmin(dim: a.dim, keepDim: a.keepDim) }
}

private let alongDim: [Call] = [
  Call([3, 3, 4], with: ["dim": 0]), Call([3, 3, 4], with: ["dim": 1]),
  Call([3, 3, 4], with: ["dim": -1]), Call(Input(cube, .transposed), with: ["dim": 1]),
  Call(Input(cube, .gapped), with: ["dim": 2]), Call([35], with: ["dim": 0]),
  Call([5, 1], with: ["dim": 1]), Call([3, 3, 4], with: ["dim": 1, "keepDim": true]),
  Call([], with: ["dim": 0]), Call(Input(cube, .expanded), with: ["dim": 0]),
  Call([0, 3], with: ["dim": 1]),
]

private let strangeAlongDim: [Call] =
  [(ties, "ties"), (unknown, "NaN"), (nothingElse, "nothing but NaN"), (infinite, "infinite")]
  .flatMap { (input: Input, remark: String) -> [Call] in
    [
      Call(input, with: ["dim": 1], named: remark), Call(input, with: ["dim": 0], named: remark),
      Call(input, with: ["dim": -2, "keepDim": true], named: remark),
    ]
  }
