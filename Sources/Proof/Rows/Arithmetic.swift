import ApusAutograd
import ApusTensor

func arithmeticRows(_ table: inout ProofTable) {
  table.topic("Arithmetic", file: "arithmetic")
  table.binary("+(Tensor, Tensor)", torch: "x0 + x1", pairsOfSpecial) { $0 + $1 }
  table.binary("-(Tensor, Tensor)", torch: "x0 - x1", pairsOfSpecial) { $0 - $1 }
  table.binary(
    "*(Tensor, Tensor)", torch: "x0 * x1", pairsOfSpecial,
    wrong: [
      Wrong("the wrong operand") { $0.g * $0.x(0) },
      Wrong("the wrong operand", input: 1) { $0.g * $0.x(1) },
    ]
  ) { $0 * $1 }
  table.binary(
    "/(Tensor, Tensor)", torch: "x0 / x1", second: 0.5...2.5, pairsOfSpecial + tiny,
    wrong: [
      Wrong("multiplied instead of divided") { $0.g * $0.x(1) },
      Wrong("the divisor is not squared", input: 1) { -$0.g * $0.x(0) / $0.x(1) },
      Wrong("the dividend is missing", input: 1) { -$0.g / ($0.x(1) * $0.x(1)) },
    ]
  ) { $0 / $1 }
  table.unary(
    "-(Tensor)", torch: "-x0",
    [Call(.given([0, -0.0, .infinity, -.infinity, .nan]), order: 1)]
  ) { -$0 }
  operandsThatMeet(&table)
  mixedTypes(&table)
  assignments(&table)
}

/// Infinities, NaN, zeros and the smallest divisors, in all pairs.
private let pairsOfSpecial: [Call] = {
  let special: [Double] = [0, -0.0, 1, -2, 1e-30, .infinity, -.infinity, .nan]
  let first = special.flatMap { [Double](repeating: $0, count: special.count) }
  let second = special.flatMap { _ in special }
  return [Call(.given(first), .given(second), named: "special values")]
}()

/// The square of these divisors is 0 in float32.
private let tiny: [Call] = {
  let smallest: Double = 0x1p-126
  return [
    Call(
      .given([1, 2, 1e-30, 1e-38, -smallest, 0]),
      .given([1e-20, -1e-20, 1e-30, 1e-38, smallest, 0]),
      named: "tiny")
  ]
}()

private func operandsThatMeet(_ table: inout ProofTable) {
  let three: [Call] = [Call([3])]
  table.add("+(Tensor, Tensor)", "the same twice", torch: "x0 + x0", three) { x, _ in x[0] + x[0] }
  table.add("-(Tensor, Tensor)", "with its half", torch: "x0 - x0 * 0.5", three) { x, _ in
    x[0] - x[0] * 0.5
  }
  table.add("*(Tensor, Tensor)", "the same twice", torch: "x0 * x0", three) { x, _ in x[0] * x[0] }
  table.add(
    "/(Tensor, Tensor)", "by its square", torch: "x0 / (x0 * x0)", three, .init(range: 0.5...2)
  ) { x, _ in x[0] / (x[0] * x[0]) }
  table.unary(
    "square()", "", .composite, torch: "x0.square()",
    [Call(.given(squared), named: "special values")]
  ) { $0.square() }
  table.add(
    "dot(Tensor)", "", .composite, torch: "torch.dot(x0, x1)",
    [Call([5], [5]), Call([1], [1]), Call([0], [0]), Call([35], [35])]
  ) { x, _ in x[0].dot(x[1]) }
}

private let squared: [Double] = [0, -0.0, 1, -2, 1e-30, .infinity, -.infinity, .nan]

/// Operands of two types: the gradient of each has its own.
private func mixedTypes(_ table: inout ProofTable) {
  let half: ClosedRange<Double> = 0.5...2
  let calls: [Call] = [
    Call(Input([3, 4], dtype: .float32), Input([3, 4], half, dtype: .float64), in: [.float64]),
    Call(Input([3, 4], dtype: .float64), Input([4], half, dtype: .float32), in: [.float64]),
    Call(
      Input([3, 4], dtype: .float32), Input([], half, dtype: .float64), named: "stays float32",
      in: [.float32]),
    Call(Input([], dtype: .float32), Input([3, 4], half, dtype: .float64), in: [.float64]),
  ]
  let types = "of two types"
  table.add("+(Tensor, Tensor)", types, torch: "x0 + x1", calls) { x, _ in x[0] + x[1] }
  table.add("-(Tensor, Tensor)", types, torch: "x0 - x1", calls) { x, _ in x[0] - x[1] }
  table.add("*(Tensor, Tensor)", types, torch: "x0 * x1", calls) { x, _ in x[0] * x[1] }
  table.add("/(Tensor, Tensor)", types, torch: "x0 / x1", calls) { x, _ in x[0] / x[1] }
}

private func assignments(_ table: inout ProofTable) {
  table.binary("+=(inout Tensor, Tensor)", .composite, torch: "x0 + x1", pairsOfSpecial) { x, y in
    assigned(x) { $0 += y }
  }
  table.binary("-=(inout Tensor, Tensor)", .composite, torch: "x0 - x1") { x, y in
    assigned(x) { $0 -= y }
  }
  table.binary("*=(inout Tensor, Tensor)", .composite, torch: "x0 * x1") { x, y in
    assigned(x) { $0 *= y }
  }
  table.binary("/=(inout Tensor, Tensor)", .composite, torch: "x0 / x1", second: 0.5...2.5) {
    x, y in assigned(x) { $0 /= y }
  }
}

func assigned(_ x: Tensor, _ body: (inout Tensor) -> Void) -> Tensor {
  var result = x
  body(&result)
  return result
}
