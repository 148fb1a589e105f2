import ApusAutograd
import ApusTensor

/// Arithmetic of integers wraps around; functions of them are float32.
func integersRows(_ table: inout ProofTable) {
  table.topic("Integers", file: "integers")
  table.integer("+(Tensor, Tensor)", "x0 + x1", pairs + truths) { $0[0] + $0[1] }
  table.integer("-(Tensor, Tensor)", "x0 - x1", pairs) { $0[0] - $0[1] }
  table.integer("*(Tensor, Tensor)", "x0 * x1", pairs + truths) { $0[0] * $0[1] }
  table.integer("maximum(Tensor)", "torch.maximum(x0, x1)", pairs + truths) { $0[0].maximum($0[1]) }
  table.integer("minimum(Tensor)", "torch.minimum(x0, x1)", pairs) { $0[0].minimum($0[1]) }
  table.integer("/(Tensor, Tensor)", "x0 / x1", ofTwo([1, 7, 9, 100], [2, 3, 3, 7])) {
    $0[0] / $0[1]
  }
  table.integer("pow(Tensor)", "x0 ** x1", ofTwo([2, 3, 5, 0], [10, 4, 3, 0])) { $0[0].pow($0[1]) }
  table.integer("-(Tensor)", "-x0", signed) { -$0[0] }
  table.integer("abs()", "x0.abs()", signed) { $0[0].abs() }
  table.integer("relu()", "x0.relu()", signed) { $0[0].relu() }
  table.integer("exp()", "x0.exp()", small) { $0[0].exp() }
  table.integer("sqrt()", "x0.sqrt()", small) { $0[0].sqrt() }
  table.integer("log()", "x0.log()", small) { $0[0].log() }
  table.integer("sin()", "x0.sin()", small) { $0[0].sin() }
  numbers(&table)
  reductions(&table)
}

private let types: [DType] = [.int64, .int32, .uint8]
private let small: [Call] = types.map { Call(.whole([0, 1, 4, 9, 100], nil, $0)) }
private let signed: [Call] = types.map {
  Call(.whole($0 == .uint8 ? [0, 1, 4, 9, 100] : [0, 1, -4, 9, -100], nil, $0))
}
private let pairs: [Call] = types.flatMap { dtype -> [Call] in
  let bounds: [DType: (Int, Int)] = [
    .int64: (.min, .max), .int32: (-0x8000_0000, 0x7fff_ffff), .uint8: (0, 255),
  ]
  let (low, top) = bounds[dtype]!
  return [
    Call(.whole([1, 5, top, low, 100], nil, dtype), .whole([3, 7, 2, 1, 100], nil, dtype)),
    Call(.whole([1, 2], [2, 1], dtype), .whole([3, 4, 5], nil, dtype)),
  ]
}
private let truths: [Call] = [
  Call(.truths([true, false, true, true], [2, 2]), .truths([true, false]))
]

private func ofTwo(_ a: [Int], _ b: [Int]) -> [Call] {
  types.map { Call(.whole(a, nil, $0), .whole(b, nil, $0)) }
}

extension ProofTable {
  fileprivate mutating func integer(
    _ name: String, _ torch: String, _ calls: [Call],
    _ function: @escaping @Sendable ([NDArray]) -> NDArray
  ) {
    add(name, "of integers", torch: torch, calls, .init(order: 0)) { x, _ in
      Tensor(function(x.map(\.array)))
    }
  }

  /// Beside a number that is an Int here and an int there, or a Double and a float, as the type of the result tells.
  fileprivate mutating func beside(
    _ name: String, _ torch: String,
    _ whole: @escaping @Sendable (Tensor, Int) -> Tensor,
    _ real: @escaping @Sendable (Tensor, Double) -> Tensor
  ) {
    let (ints, doubles): ([Call], [Call]) = (
      small.map { Call(inputs: $0.inputs, ["number": 2]) },
      small.flatMap { call in
        [2.0, 1.5].map { Call(inputs: call.inputs, ["number": .real($0)]) }
      }
    )
    add(name, "integers and Int", torch: torch, ints, .init(order: 0)) { x, a in
      whole(x[0], a.number)
    }
    add(name, "integers and Double", torch: torch, doubles, .init(order: 0)) { x, a in
      real(x[0], a.number)
    }
  }
}

private func numbers(_ table: inout ProofTable) {
  table.beside("+(Self, N)", "x0 + number", { $0 + $1 }, { $0 + $1 })
  table.beside("*(Self, N)", "x0 * number", { $0 * $1 }, { $0 * $1 })
  table.beside("/(Self, N)", "x0 / number", { $0 / $1 }, { $0 / $1 })
  table.integer("clamp(min:, max:)", "x0.clamp(1, 9)", small) { $0[0].clamp(min: 1, max: 9) }
  table.add(
    "clamp(min:, max:)", "integers and Double", torch: "x0.clamp(1.0, 9.0)", small, .init(order: 0)
  ) {
    x, _ in x[0].clamp(min: 1.0, max: 9.0)
  }
}

private func reductions(_ table: inout ProofTable) {
  let sums = types.flatMap { [Call(.whole([100, 200, 55], nil, $0)), Call(.whole([], nil, $0))] }
  table.integer(
    "sum(dims:, keepDim:)", "x0.sum()", sums + [Call(.truths([true, false, true, true], [2, 2]))]
  ) { $0[0].sum() }
  let rows = types.map { Call(.whole([3, 9, 9, 7, 7, 1], [2, 3], $0)) }
  table.addSeveral("max(dim:, keepDim:)", "of integers", torch: "x0.max(1)", rows, .init(order: 0))
  {
    x, _ in
    let (values, indices) = x[0].array.max(dim: 1)
    return [Tensor(values), Tensor(indices)]
  }
  table.addSeveral("min(dim:, keepDim:)", "of integers", torch: "x0.min(1)", rows, .init(order: 0))
  {
    x, _ in
    let (values, indices) = x[0].array.min(dim: 1)
    return [Tensor(values), Tensor(indices)]
  }
}
