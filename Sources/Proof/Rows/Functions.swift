import ApusAutograd
import ApusTensor

/// Functions of single elements.
func functionsRows(_ table: inout ProofTable) {
  table.topic("Functions", file: "functions")
  table.unary(
    "exp()", torch: "torch.exp(x0)", in: -5...5, atSpecialValues,
    wrong: [Wrong("a term too many") { $0.right + $0.g * $0.y * $0.y }]
  ) { $0.exp() }
  table.unary(
    "log()", torch: "torch.log(x0)", in: 0.3...5, atSpecialValues,
    wrong: [Wrong("multiplied instead of divided") { $0.g * $0.x(0) }]
  ) { $0.log() }
  table.unary(
    "log1p()", torch: "torch.log1p(x0)", in: -0.7...5, atSpecialValues,
    wrong: [Wrong("the 1 is missing") { $0.g / $0.x(0) }]
  ) { $0.log1p() }
  table.unary(
    "sin()", torch: "torch.sin(x0)", in: -6...6, atSpecialValues,
    wrong: [Wrong("sine instead of cosine") { $0.g * $0.x(0).sin() }]
  ) { $0.sin() }
  table.unary(
    "cos()", torch: "torch.cos(x0)", in: -6...6, atSpecialValues,
    wrong: [Wrong("cosine instead of sine") { -$0.g * $0.x(0).cos() }]
  ) { $0.cos() }
  table.unary(
    "sqrt()", torch: "torch.sqrt(x0)", in: 0.3...5, atSpecialValues,
    wrong: [Wrong("the 2 is missing") { $0.g / $0.y }]
  ) { $0.sqrt() }
  table.unary(
    "tanh()", torch: "torch.tanh(x0)", in: -4...4, atSpecialValues,
    wrong: [Wrong("the square is missing") { $0.g * (1 - $0.y) }]
  ) { $0.tanh() }
  table.unary(
    "sigmoid()", torch: "torch.sigmoid(x0)", in: -6...6, atSpecialValues,
    wrong: [Wrong("1 - y is missing") { $0.g * $0.y }]
  ) { $0.sigmoid() }
  table.unary(
    "expm1()", torch: "torch.expm1(x0)", in: -5...5, atSpecialValues,
    wrong: [Wrong("1 is missing") { $0.g * $0.y }]
  ) { $0.expm1() }
  table.unary("erf()", torch: "torch.erf(x0)", in: -3...3, atSpecialValues) { $0.erf() }
  table.unary("silu()", torch: "F.silu(x0)", in: -6...6) { $0.silu() }
  table.add(
    "softplus(beta:, threshold:)", torch: "F.softplus(x0, beta, threshold)",
    oneInput + [Call([3, 4], with: ["beta": 2.5]), Call([3, 4], with: ["threshold": 0.3])],
    .init(defaults: ["beta": 1.0, "threshold": 20.0])
  ) { x, a in x[0].softplus(beta: a.beta, threshold: a.threshold) }
  table.add(
    "tanh()", "far out", torch: nil, [Call([2, 3])]
  ) { x, _ in
    (x[0] * 10).tanh()
  }
  table.add("sigmoid()", "far out", torch: nil, [Call([2, 3])]) { x, _ in
    (x[0] * 10).sigmoid()
  }
  kinked(&table)
  flat(&table)
}

private let atSpecialValues: [Call] = [Call(.given(special), named: "special values")]
private let atKinks: [Call] = [Call(.given(kinks), named: "kink")]

private func kinked(_ table: inout ProofTable) {
  table.unary("relu()", torch: "torch.relu(x0)", atKinks + atSpecialValues) { $0.relu() }
  table.unary(
    "abs()", torch: "torch.abs(x0)",
    atKinks + [Call(.given(specialButNaN), named: "special values")]
  ) { $0.abs() }
  table.add(
    "clamp(min:, max:)", torch: "torch.clamp(x0, min, max)", clamps,
    .init(
      defaults: ["min": .real(-.infinity), "max": .real(.infinity)],
      wrong: [Wrong("only beyond the bounds") { $0.g - $0.right }])
  ) { x, a in x[0].clamp(min: a.min as Double, max: a.max as Double) }
  table.unary("clamp(min:, max:)", "literals", torch: "x0.clamp(-1, 0.5)") {
    $0.clamp(min: -1, max: 0.5)
  }
  let (low, high): (Int, Float) = (-1, 1.5)
  table.unary("clamp(min:, max:)", "Int and Float", torch: "x0.clamp(-1, 1.5)") {
    $0.clamp(min: low, max: high)
  }
}

private let clamps: [Call] = {
  let bounds: [[String: Value]] = [
    ["min": -1.0, "max": 1.0], ["min": -1.0], ["max": 0.5], ["min": 0.0, "max": 0.0],
    ["min": 1.0, "max": -1.0],
  ]
  let both: [String: Value] = ["min": -1.0, "max": 1.0]
  let usual: [Call] = bounds.map { Call(.given(kinks), with: $0) }
  return usual + [
    Call([3, 4], with: both), Call(Input([3, 4], .transposed), with: both),
    Call(Input([3, 4], .expanded), with: both), Call([], with: ["min": -0.5, "max": 0.5]),
    Call([0, 2], with: both), Call([3, 4], with: ["min": 0.5]), Call([3, 4], with: ["max": 0.5]),
    Call(.given(special), with: ["min": -10.0, "max": 10.0], named: "special values"),
    Call([3, 4], with: ["min": -1.1, "max": 0.3], doubles: true),
  ]
}()

/// Functions whose derivative is 0, and one of both.
private func flat(_ table: inout ProofTable) {
  /// Numbers next to which float32 has none.
  let near: [Double] = [3 - 0x1p-40, -2 - 0x1p-40, 0x1p-60, 1e60, -1e-60]
  let whole: [Call] = [
    Call(.whole([-3, 0, 5]), order: 0), Call(.whole([-3, 0, 5], nil, .int32), order: 0),
  ]
  let doubles = [Call(.given(near), order: 0, doubles: true), Call([3, 4], doubles: true)]
  func calls(_ values: [Double]) -> [Call] {
    whole + doubles + [Call(.given(kinks)), Call(.given(values), named: "special values")]
  }
  table.unary("floor()", torch: "torch.floor(x0)", in: -3...3, order: 1, calls(special)) {
    $0.floor()
  }
  table.unary("sign()", torch: "torch.sign(x0)", in: -3...3, order: 1, calls(specialButNaN)) {
    $0.sign()
  }
  table.unary("floor()", "times itself", torch: "x0.floor() * x0") { $0.floor() * $0 }
  table.unary("sign()", "times itself", torch: "x0.sign() * x0") { $0.sign() * $0 }
  let truths =
    atSpecialValues + [
      Call(.whole([1, 2])), Call(.given(near), order: 0, doubles: true),
      Call([3, 4], doubles: true),
    ]
  table.unary("isNaN()", torch: "torch.isnan(x0)", order: 0, truths) { $0.isNaN() }
  table.unary("isInf()", torch: "torch.isinf(x0)", order: 0, truths) { $0.isInf() }
  table.unary("isFinite()", torch: "torch.isfinite(x0)", order: 0, truths) { $0.isFinite() }
}
