import ApusAutograd
import ApusTensor

func powersRows(_ table: inout ProofTable) {
  table.topic("Powers", file: "powers")
  let base: ClosedRange<Double> = 0.3...2.5
  let lowered = Wrong("the exponent is not lowered") { $0.right * $0.x(0) }
  table.add(
    "pow(N)", torch: "x0 ** exponent", ofNumbers(base), .init(range: base, wrong: [lowered])
  ) { x, a in x[0].pow(a.exponent as Double) }
  table.unary("pow(Number)", torch: "x0 ** 3", wrong: [lowered]) { $0.pow(3) }
  table.unary("pow(Number)", "square", torch: "x0 ** 2") { $0.pow(2) }
  table.unary("pow(Number)", "to 1", torch: "x0 ** 1") { $0.pow(1) }
  table.unary("pow(Number)", "to 0", torch: "x0 ** 0") { $0.pow(0) }
  table.unary("pow(Number)", "root", torch: "x0 ** 0.5", in: base) { $0.pow(0.5) }
  table.unary("pow(Number)", "reciprocal square", torch: "x0 ** -2", in: base) { $0.pow(-2) }
  let three: Int = 3
  table.unary("pow(N)", "Int", torch: "x0 ** 3") { $0.pow(three) }
  ofTensors(&table, base)
}

private func ofNumbers(_ base: ClosedRange<Double>) -> [Call] {
  func power(_ x: Input, _ exponents: [Double], doubles: Bool = false) -> [Call] {
    exponents.map { Call(x, with: ["exponent": .real($0)], doubles: doubles) }
  }
  let negative = Input([3, 4], -2.5...(-0.3))
  return power([3, 4], [2, 3, 0.5, -0.5, -1, -2, 0, 1, 2.5])
    + power(negative, [2, 3, -1, -2, 0, 1])
    + power(.given([0, -0.0, 1, -1]), [0, 1, 2, 3]) + power(.given([0, 1, 4]), [0.5, -1])
    + power(Input([2, 3, 4], .transposed), [3]) + power([], [3]) + power([0, 3], [2])
    + power(.given([.infinity, -.infinity, .nan]), [2]) + power([3, 4], [0.1], doubles: true)
}

private func ofTensors(_ table: inout ProofTable, _ base: ClosedRange<Double>) {
  let exponents: ClosedRange<Double> = -2...2
  let calls: [Call] = [
    Call([0, 3], Input([3], exponents)),
    Call(.given([0, 0, 0, 0]), .given([0, 1, 2, 3]), order: 1),
    Call(.given([0, 0.5, 2]), .given([0.5, 0, 0]), order: 1),
    Call(.given([-1.5, -2, -0.5]), .given([2, 3, -1], constant: true)),
    Call(.given([-1.5, -2, 0, 0]), .given([2, 3, -1, -0.5]), order: 1),
    Call(.given([0, 0, 0]), .given([1, 2, 3.5], constant: true), named: "powers of zero"),
    Call(.given([0, -0.0, 1]), .given([.nan, .nan, .nan]), named: "unknown exponents", order: 1),
  ]
  table.binary(
    "pow(Tensor)", torch: "torch.pow(x0, x1)", in: base, second: exponents, calls,
    wrong: [
      Wrong("the exponent is not lowered") { $0.right * $0.x(0) },
      Wrong("the exponent is missing") { $0.right / $0.x(1) },
      Wrong("the logarithm is missing", input: 1) { $0.g * $0.x(0).pow($0.x(1)) },
    ]
  ) { $0.pow($1) }
  table.add(
    "pow(Tensor)", "constant exponent", torch: "x0.pow(torch.arange(1, 4, dtype=x0.dtype))",
    [Call([3])]
  ) { x, _ in x[0].pow(.arange(1, 4, dtype: x[0].dtype)) }
}
