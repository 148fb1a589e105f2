import ApusAutograd
import ApusTensor

func viewsRows(_ table: inout ProofTable) {
  table.topic("Views", file: "views")
  reshaped(&table)
  permuted(&table)
  singles(&table)
  expanded(&table)
}

private let threeLayouts: [Input] = [
  [2, 3, 4], Input([2, 3, 4], .transposed), Input([2, 3, 4], .gapped),
]

private func reshaped(_ table: inout ProofTable) {
  let shapes: [Call] =
    threeLayouts.flatMap { input -> [Call] in
      [Call(input, with: ["shape": [4, 6]]), Call(input, with: ["shape": [3, -1]])]
    } + [
      Call([6], with: ["shape": [2, 3]]), Call([], with: ["shape": [1, 1]]),
      Call([1], with: ["shape": []]), Call([0, 3], with: ["shape": [3, 0]]),
      Call(Input([4, 6], .expanded), with: ["shape": [2, 12]]),
    ]
  table.add("reshape([Int])", torch: "x0.reshape(shape)", shapes) { x, a in x[0].reshape(a.shape) }
  table.add("reshape(Int...)", "", .composite, torch: "x0.reshape(4, -1)", [Call([2, 6])]) { x, _ in
    x[0].reshape(4, -1)
  }
  table.add(
    "reshape(Int...)", "of a transpose", .composite, torch: "x0.T.reshape(4, 3)", [Call([2, 6])]
  ) { x, _ in x[0].T.reshape(4, 3) }
  table.add(
    "reshape(Int...)", "empty", .composite, torch: "x0.reshape(3, 0, 2)", [Call([0, 3])]
  ) { x, _ in x[0].reshape(3, 0, 2) }
  table.add("reshape(Int...)", "0-d", .composite, torch: "x0.reshape(1, 1)", [Call([])]) { x, _ in
    x[0].reshape(1, 1)
  }
  table.add(
    "flatten(Int, Int)", torch: "x0.flatten(start, end)",
    threeLayouts.map { Call($0) } + [
      Call([2, 3, 4], with: ["start": 1]), Call([2, 3, 4], with: ["end": 1]), Call([]),
      Call([0, 2]),
    ], .init(defaults: ["start": 0, "end": -1])
  ) { x, a in x[0].flatten(a.start, a.end) }
  table.add(
    "permute([Int])", "and reshaped", torch: "x0.permute(dims).reshape(shape)",
    [
      Call([2, 3, 4], with: ["dims": [2, 0, 1], "shape": [4, 6]]),
      Call([2, 3, 4], with: ["dims": [0, 2, 1], "shape": [-1]]),
    ]
  ) { x, a in x[0].permute(a.dims).reshape(a.shape) }
}

private func permuted(_ table: inout ProofTable) {
  table.add(
    "permute([Int])", torch: "x0.permute(dims)",
    [
      Call([2, 3, 4], with: ["dims": [2, 0, 1]]), Call([2, 3, 4], with: ["dims": [-1, 1, 0]]),
      Call([2, 2, 2], with: ["dims": [2, 0, 1]]),
      Call(Input([2, 3, 4], .transposed), with: ["dims": [1, 2, 0]]), Call([], with: ["dims": []]),
      Call([2, 0, 3], with: ["dims": [2, 0, 1]]),
    ],
    .init(
      wrong: [
        Wrong("the order is not inverted") {
          $0.inputShape == [2, 2, 2] ? $0.g.permute([2, 0, 1]) : nil
        }
      ])
  ) { x, a in x[0].permute(a.dims) }
  table.add(
    "permute(Int...)", "", .composite, torch: "x0.permute(-1, 0, 1)", [Call([2, 3, 4])]
  ) { x, _ in x[0].permute(-1, 0, 1) }
  table.add("permute(Int...)", "empty", .composite, torch: "x0.permute(1, 0)", [Call([2, 0])]) {
    x, _ in x[0].permute(1, 0)
  }
  table.add("permute(Int...)", "0-d", .composite, torch: "x0.permute(())", [Call([])]) { x, _ in
    x[0].permute()
  }
  table.add(
    "transpose(Int, Int)", torch: "x0.transpose(a, b)",
    [
      Call([2, 3, 4], with: ["a": 0, "b": 2]), Call([2, 3, 4], with: ["a": -1, "b": 1]),
      Call([3, 4], with: ["a": 1, "b": 1]), Call([3, 3], with: ["a": 0, "b": 1]),
      Call([0, 3], with: ["a": 0, "b": 1]),
    ]
  ) { x, a in x[0].transpose(a.a, a.b) }
  table.add(
    "transpose(Int, Int)", "twice", torch: "x0.transpose(0, 1).transpose(1, 0) * 2", [Call([2, 3])]
  ) { x, _ in x[0].transpose(0, 1).transpose(1, 0) * 2 }
  table.add(
    "T", torch: "x0.t()",
    [
      Call([3, 4]), Call(Input([3, 4], .transposed)), Call(Input([3, 4], .gapped)), Call([3, 3]),
      Call([0, 2]),
    ]
  ) { x, _ in x[0].T }
}

/// Dimensions of one element.
private func singles(_ table: inout ProofTable) {
  table.add(
    "squeeze()", torch: "x0.squeeze()",
    [
      Call([1, 3, 1, 2]), Call([3]), Call([1, 1]), Call(Input([1, 3, 1, 2], .transposed)), Call([]),
      Call([1, 0]),
    ]
  ) { x, _ in x[0].squeeze() }
  table.add(
    "squeeze(Int)", torch: "x0.squeeze(dim)",
    [
      Call([1, 3, 1], with: ["dim": 0]), Call([1, 3, 1], with: ["dim": -1]),
      Call([1, 3, 1], with: ["dim": 1]), Call([1], with: ["dim": 0]), Call([], with: ["dim": 0]),
      Call([1, 0], with: ["dim": 0]),
    ]
  ) { x, a in x[0].squeeze(a.dim) }
  table.add(
    "unsqueeze(Int)", torch: "x0.unsqueeze(dim)",
    [
      Call([3, 4], with: ["dim": 0]), Call([3, 4], with: ["dim": 1]),
      Call([3, 4], with: ["dim": -1]),
      Call([], with: ["dim": 0]), Call([0, 2], with: ["dim": 1]),
      Call(Input([3, 4], .transposed), with: ["dim": 1]),
    ]
  ) { x, a in x[0].unsqueeze(a.dim) }
}

private func expanded(_ table: inout ProofTable) {
  table.add(
    "expand([Int])", torch: "x0.expand(shape)",
    [
      Call([3, 1], with: ["shape": [2, 3, 4]]), Call([], with: ["shape": [2, 2]]),
      Call([3, 1], with: ["shape": [-1, 5]]), Call([1, 4], with: ["shape": [0, 4]]),
      Call([1, 0], with: ["shape": [3, 0]]),
      Call(Input([3, 1, 2], .transposed), with: ["shape": [3, 4, 2]]),
    ]
  ) { x, a in x[0].expand(a.shape) }
  table.add("expand(Int...)", "", .composite, torch: "x0.expand(-1, 2)", [Call([3, 1])]) { x, _ in
    x[0].expand(-1, 2)
  }
  table.add("expand(Int...)", "0-d", .composite, torch: "x0.expand(2, 2)", [Call([])]) { x, _ in
    x[0].expand(2, 2)
  }
  table.add("expand(Int...)", "empty", .composite, torch: "x0.expand(2, -1)", [Call([1, 0])]) {
    x, _ in x[0].expand(2, -1)
  }
  table.add(
    "expandAs(Tensor)", "", .composite, torch: "x0.expand_as(x1) * x1",
    [
      Call([3, 1], [2, 3, 4]), Call([4], [3, 4]), Call([], []), Call([3], [0, 3]),
      Call([4], Input([3, 4], constant: true)),
    ]
  ) { x, _ in x[0].expandAs(x[1]) * x[1] }
}
