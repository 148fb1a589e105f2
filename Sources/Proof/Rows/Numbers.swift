import ApusAutograd
import ApusTensor

/// Tensors and numbers: as variables of Swift's types and as literals, which have functions of their own.
func numbersRows(_ table: inout ProofTable) {
  table.topic("Tensors and numbers", file: "numbers")
  variables(&table)
  literals(&table)
  assignedNumbers(&table)
}

private let (single, whole): (Float, Int) = (1.5, 3)
private let positive: ClosedRange<Double> = 0.5...2.5

private func variables(_ table: inout ProofTable) {
  table.numbered("+(Self, N)", torch: "x0 + number") { $0 + $1 }
  table.numbered("+(N, Self)", torch: "number + x0") { $1 + $0 }
  table.numbered("-(Self, N)", torch: "x0 - number") { $0 - $1 }
  table.numbered("-(N, Self)", torch: "number - x0") { $1 - $0 }
  table.numbered("*(Self, N)", torch: "x0 * number") { $0 * $1 }
  table.numbered("*(N, Self)", torch: "number * x0") { $1 * $0 }
  table.numbered("/(Self, N)", torch: "x0 / number", [specialNumber(1e-30)]) { $0 / $1 }
  table.numbered(
    "/(N, Self)", torch: "number / x0", in: positive, [specialNumber(2)]
  ) { $1 / $0 }
}

private func specialNumber(_ number: Double) -> Call {
  let special: [Double] = [0, -0.0, 1, -2, 1e-30, .infinity, -.infinity, .nan]
  return Call(.given(special), with: ["number": .real(number)], named: "special values")
}

/// And variables of the other types.
private func literals(_ table: inout ProofTable) {
  table.unary("+(Tensor, Number)", torch: "x0 + 2.5") { $0 + 2.5 }
  table.unary("+(Number, Tensor)", torch: "2.5 + x0") { 2.5 + $0 }
  table.unary("-(Tensor, Number)", torch: "x0 - 2.5") { $0 - 2.5 }
  table.unary("-(Number, Tensor)", torch: "2.5 - x0") { 2.5 - $0 }
  table.unary("*(Tensor, Number)", torch: "x0 * 2.5") { $0 * 2.5 }
  table.unary("*(Number, Tensor)", torch: "2.5 * x0") { 2.5 * $0 }
  table.unary("/(Tensor, Number)", torch: "x0 / 2.5") { $0 / 2.5 }
  table.unary(
    "/(Number, Tensor)", torch: "2.5 / x0", in: positive,
    wrong: [Wrong("the divisor is not squared") { $0.right * $0.x(0) }]
  ) { 2.5 / $0 }
  table.unary("+(Self, N)", "Float", torch: "x0 + 1.5") { $0 + single }
  table.unary("+(N, Self)", "Int", torch: "3 + x0") { whole + $0 }
  table.unary("-(Self, N)", "Int", torch: "x0 - 3") { $0 - whole }
  table.unary("*(N, Self)", "Float", torch: "1.5 * x0") { single * $0 }
  table.unary("/(Self, N)", "Int", torch: "x0 / 3") { $0 / whole }
  table.unary("/(N, Self)", "Int", torch: "3 / x0", in: positive) { whole / $0 }
}

private func assignedNumbers(_ table: inout ProofTable) {
  table.numbered("+=(inout Self, N)", .composite, torch: "x0 + number") { x, number in
    assigned(x) { $0 += number }
  }
  table.numbered("-=(inout Self, N)", .composite, torch: "x0 - number") { x, number in
    assigned(x) { $0 -= number }
  }
  table.numbered("*=(inout Self, N)", .composite, torch: "x0 * number") { x, number in
    assigned(x) { $0 *= number }
  }
  table.numbered("/=(inout Self, N)", .composite, torch: "x0 / number") { x, number in
    assigned(x) { $0 /= number }
  }
  table.unary("+=(inout Self, Number)", "", .composite, torch: "x0 + 2.5") { x in
    assigned(x) { $0 += 2.5 }
  }
  table.unary("-=(inout Self, Number)", "", .composite, torch: "x0 - 2.5") { x in
    assigned(x) { $0 -= 2.5 }
  }
  table.unary("*=(inout Self, Number)", "", .composite, torch: "x0 * 2.5") { x in
    assigned(x) { $0 *= 2.5 }
  }
  table.unary("/=(inout Self, Number)", "", .composite, torch: "x0 / 2.5") { x in
    assigned(x) { $0 /= 2.5 }
  }
}

extension ProofTable {
  /// A function of a tensor and the Double `number`.
  fileprivate mutating func numbered(
    _ name: String, _ kind: Row.Kind = .primitive, torch: String,
    in range: ClosedRange<Double> = -2...2, _ more: [Call] = [],
    _ function: @escaping @Sendable (Tensor, Double) -> Tensor
  ) {
    let shapes: [(Input, Double)] = [
      ([3, 4], 2.5), ([3, 4], -3), (Input([2, 3, 4], .transposed), 0.75), ([], 1.5), ([0, 2], 2),
      ([35], 0.1),
    ]
    let calls = shapes.map { Call($0, with: ["number": .real($1)]) }
    let doubles = Call([3, 4], with: ["number": 0.1], doubles: true)
    add(name, "", kind, torch: torch, calls + [doubles] + more, .init(range: range)) { x, a in
      function(x[0], a.number)
    }
  }
}
