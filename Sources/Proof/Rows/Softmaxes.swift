import ApusAutograd
import ApusTensor

func softmaxesRows(_ table: inout ProofTable) {
  table.topic("Softmax", file: "softmaxes")
  let range: ClosedRange<Double> = -5...5
  table.add(
    "logSoftmax(dim:)", torch: "torch.log_softmax(x0, dim)",
    alongDim + far + [Call([500, 11], with: ["dim": 1], only: .float32)],
    .init(
      range: range,
      wrong: [Wrong("the other classes' part is missing") { ($0.g + $0.right) / 2 }])
  ) { x, a in x[0].logSoftmax(dim: a.dim) }
  table.add(
    "softmax(dim:)", torch: "torch.softmax(x0, dim)",
    alongDim + far + [Call([100, 64], with: ["dim": 1], only: .float32)],
    .init(range: range, wrong: [Wrong("the sum is missing") { $0.y * $0.g }])
  ) { x, a in x[0].softmax(dim: a.dim) }
  table.add(
    "logSumExp(dim:, keepDim:)", torch: "x0.logsumexp(dim, keepdim=keepDim)",
    alongDim + ofSums,
    .init(
      range: range, defaults: ["keepDim": false],
      wrong: [Wrong("not normalised") { $0.g * $0.x(0).exp() }])
  ) { x, a in x[0].logSumExp(dim: a.dim, keepDim: a.keepDim) }
  table.add(
    "logSumExp(dim:, keepDim:)", "far out", torch: "(x0 * 300).logsumexp(1)", [Call([2, 3])]
  ) { x, _ in (x[0] * 300).logSumExp(dim: 1) }
  table.add(
    "logSumExp(dim:, keepDim:)", "with -inf",
    torch: "torch.cat([x0, torch.full((2, 1), -math.inf, dtype=x0.dtype)], 1).logsumexp(1)",
    [Call([2, 3])]
  ) { x, _ in
    .cat([x[0], .full([2, 1], -.infinity, dtype: x[0].dtype)], dim: 1).logSumExp(dim: 1)
  }
}

private let low = -Double.infinity
private let masked = Input.given([0.5, low, 1, -2, low, 3, low, 0], [2, 4])
private let allMasked = Input.given([low, low, 0, 1], [2, 2])

private let alongDim: [Call] = [
  Call([3, 3, 4], with: ["dim": 0]), Call([3, 3, 4], with: ["dim": 1]),
  Call([3, 3, 4], with: ["dim": -1]), Call(Input([3, 3, 4], .transposed), with: ["dim": 1]),
  Call(Input([3, 3, 4], .gapped), with: ["dim": 2]), Call([35], with: ["dim": 0]),
  Call([5, 1], with: ["dim": 1]), Call([], with: ["dim": 0]), Call([0, 3], with: ["dim": 1]),
  Call(Input([3, 5], -500...500), with: ["dim": 1], order: 1, only: .torch),
  Call(Input([4, 6], .expanded), with: ["dim": 0]),
  Call(masked, with: ["dim": 1], named: "masked", order: 1),
  Call(unknown, with: ["dim": 1], named: "NaN"),
]

private let far: [Call] = [
  Call(Input([3, 5], -30...30), with: ["dim": 1], only: .torch),
  Call(Input([4, 6], .expanded), with: ["dim": 1]), Call([1], with: ["dim": 0]),
  Call(allMasked, with: ["dim": 1], named: "all masked", order: 1),
  Call([5, 37], with: ["dim": 1], only: .torch), Call([5, 37], with: ["dim": 0], only: .torch),
  Call(.given([.infinity, 1, .infinity, .infinity], [2, 2]), with: ["dim": 1], named: "infinite"),
  Call(.given([low, 1, 2, 5, 5, 5], [2, 3]), with: ["dim": 1], named: "masked and ties"),
]

private let ofSums: [Call] = [
  Call([3, 3, 4], with: ["dim": 1, "keepDim": true]),
  Call(allMasked, with: ["dim": 1], named: "all masked", order: 0),
  Call(.given([.infinity, 1]), with: ["dim": 0], order: 1),
  Call(unknown, with: ["dim": 0, "keepDim": true], named: "NaN"),
  Call(.given([.infinity, .infinity, 1]), with: ["dim": 0], named: "infinite"),
  Call([0, 3], with: ["dim": 0], named: "of nothing", only: .torch),
  Call(.given([low, 1, 2]), with: ["dim": 0], named: "masked"),
  Call(.given([0, 0, 5, 5], [2, 2]), with: ["dim": 1], named: "ties"),
]
