import ApusAutograd
import ApusTensor

func comparisonsRows(_ table: inout ProofTable) {
  table.topic("Comparisons and truth values", file: "comparisons")
  table.compared("equal", "==", { $0.equal($1) }, { $0.equal($1) }, { $0.equal(2) })
  table.compared("notEqual", "!=", { $0.notEqual($1) }, { $0.notEqual($1) }, { $0.notEqual(2) })
  table.compared("less", "<", { $0.less($1) }, { $0.less($1) }, { $0.less(2) })
  table.compared("lessEqual", "<=", { $0.lessEqual($1) }, { $0.lessEqual($1) }, { $0.lessEqual(2) })
  table.compared("greater", ">", { $0.greater($1) }, { $0.greater($1) }, { $0.greater(2) })
  table.compared(
    "greaterEqual", ">=", { $0.greaterEqual($1) }, { $0.greaterEqual($1) }, { $0.greaterEqual(2) })
  table.combined("logicalAnd(Tensor)", "torch.logical_and(x0, x1)") { $0.logicalAnd($1) }
  table.combined("logicalOr(Tensor)", "torch.logical_or(x0, x1)") { $0.logicalOr($1) }
  table.combined("logicalXor(Tensor)", "torch.logical_xor(x0, x1)") { $0.logicalXor($1) }
  table.add(
    "logicalNot()", torch: "torch.logical_not(x0)",
    [Call(.truths(first)), Call(.given(numbers)), Call(.whole([0, 5])), Call([]), beyond()],
    .init(order: 0)
  ) { x, _ in x[0].logicalNot() }
  quantifiers(&table)
  closeness(&table)
}

private let left: [Double] = [
  0, -0.0, 1, .nan, 2, .infinity, -.infinity, 3, -1, 0.5, 2.5, 2,
]
private let right: [Double] = [
  0, 0, 2, .nan, 1, .infinity, .infinity, 3, .nan, 0.5, -2.5, 2,
]
private let first: [Bool] = [true, true, false, false]
private let second: [Bool] = [true, false, true, false]
private let numbers: [Double] = [0, -0.0, 2, .nan]
/// Apart by less than float32 can tell.
private let (a, b): ([Double], [Double]) = (
  [1 + 0x1p-40, 1, -1 - 0x1p-40, 3], [1, 1 + 0x1p-40, -1, 3]
)

/// 0 or infinite in float32.
private func beyond(_ more: Input...) -> Call {
  Call(inputs: [.given([0, 1e-60, 1e60, -1e-60])] + more, doubles: true)
}

extension ProofTable {
  /// A comparison with a tensor, a number, and a literal.
  fileprivate mutating func compared(
    _ name: String, _ python: String,
    _ tensors: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ number: @escaping @Sendable (Tensor, Double) -> Tensor,
    _ literal: @escaping @Sendable (Tensor) -> Tensor
  ) {
    let (x, y) = (Input.given(left, [3, 4]), Input.given(right, [3, 4]))
    let pairs: [Call] = [
      Call(x, y), Call(x, .given(Array(right[4..<8]))),
      Call(.given(left, [3, 4], .transposed), y), Call(x, .given([2], [])), Call([0, 3], [3]),
      Call(Input([3, 4], dtype: .float32), Input([3, 4], dtype: .float64), in: [.float64]),
      Call(.whole([1, 2, 3, 4], [2, 2]), .whole([1, 3, 2, 4], [2, 2])),
      Call(.whole([0, 200, 255], nil, .uint8), .whole([-1, 200, 256], nil, .int32)),
      Call(.truths([true, false]), .truths([true, true])),
      Call(.given(a), .given(b), doubles: true),
    ]
    add("\(name)(Tensor)", torch: "x0 \(python) x1", pairs, .init(order: 0)) { x, _ in
      tensors(x[0], x[1])
    }
    func beside(_ x: Input, _ number: Double, doubles: Bool = false) -> Call {
      Call(x, with: ["number": .real(number)], doubles: doubles)
    }
    let singles: [Call] = [
      beside(x, 0), beside(x, 2), beside(.given(left, [3, 4], .transposed), 0.5),
      beside(x, .infinity), beside(.whole([1, 2, 3]), 2),
      beside(.whole([1, 2, 3], nil, .uint8), 1.5),
      beside([], 1), beside(.given(a), 1, doubles: true),
      beside(.given(b), 1 + 0x1p-40, doubles: true),
    ]
    add("\(name)(N)", torch: "x0 \(python) number", singles, .init(order: 0)) { x, a in
      number(x[0], a.number)
    }
    add(
      "\(name)(Number)", torch: "x0 \(python) 2", [Call(x), Call([0]), Call([])], .init(order: 0)
    ) { x, _ in
      literal(x[0])
    }
  }

  fileprivate mutating func combined(
    _ name: String, _ torch: String, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) {
    let calls: [Call] = [
      Call(.truths(first), .truths(second)),
      Call(.given(numbers), .truths(second), in: [.float32]),
      Call(.whole([0, 3], [2, 1]), .truths(second)), Call([], .truths([true], [])),
      Call([0, 4], .truths(second)), beyond(.truths([true, true, false, true])),
    ]
    add(name, torch: torch, calls, .init(order: 0)) { x, _ in function(x[0], x[1]) }
  }
}

private let matrix: [Double] = [0, 1, .nan, -0.0, 2, -3, 0, 0, .infinity]

private func quantifiers(_ table: inout ProofTable) {
  let tiny = Input.given([1e-60, 1e-50])
  let some: [Call] = [
    Call(.truths(first)), Call(.given([0, .nan])), Call(.whole([1, 2, 3])), Call([0]), Call([]),
    Call(.truths([false, false])), Call(.truths([true, true], [1, 2])), Call(tiny, doubles: true),
  ]
  table.add("all()", torch: "x0.all()", some, .init(order: 0)) { x, _ in
    Tensor(NDArray(scalar: x[0].all()))
  }
  table.add("any()", torch: "x0.any()", some, .init(order: 0)) { x, _ in
    Tensor(NDArray(scalar: x[0].any()))
  }
  let (x, turned) = (Input.given(matrix, [3, 3]), Input.given(matrix, [3, 3], .transposed))
  let several: [[String: Value]] = [
    ["dims": [0]], ["dims": [-1], "keepDim": true], ["dims": [0, 1]],
    ["dims": [1, 0], "keepDim": true],
  ]
  let dims: [Call] =
    [x, turned].flatMap { input in several.map { Call(input, with: $0) } } + [
      Call(.whole([1, 0, 2, 3], [2, 2]), with: ["dims": [1]]), Call([0, 3], with: ["dims": [0]]),
      Call([0, 3], with: ["dims": [1]]), Call(tiny, with: ["dims": [0]], doubles: true),
    ]
  let options = Row.Options(order: 0, defaults: ["keepDim": false])
  table.add(
    "all(dims:, keepDim:)", torch: "torch.all(x0, dim=dims, keepdim=keepDim)", dims, options
  ) { x, a in x[0].all(dims: a.dims, keepDim: a.keepDim) }
  table.add(
    "any(dims:, keepDim:)", torch: "torch.any(x0, dim=dims, keepdim=keepDim)", dims, options
  ) { x, a in x[0].any(dims: a.dims, keepDim: a.keepDim) }
  let one: [Call] = [
    Call(x, with: ["dim": 1]), Call(x, with: ["dim": -2, "keepDim": true]),
    Call(.truths(matrix.map { $0 != 0 }, [3, 3]), with: ["dim": 0]), Call([], with: ["dim": 0]),
    Call(tiny, with: ["dim": 0], doubles: true),
  ]
  table.add("all(dim:, keepDim:)", torch: "torch.all(x0, dim=dim, keepdim=keepDim)", one, options) {
    x, a in x[0].all(dim: a.dim, keepDim: a.keepDim)
  }
  table.add("any(dim:, keepDim:)", torch: "torch.any(x0, dim=dim, keepdim=keepDim)", one, options) {
    x, a in x[0].any(dim: a.dim, keepDim: a.keepDim)
  }
}

/// Exactly 0.1 apart in float32 and in float64 would be a question of rounding.
private func closeness(_ table: inout ProofTable) {
  func call(_ x: [Double], _ y: [Double], _ rtol: Double, _ atol: Double, doubles: Bool = false)
    -> Call
  {
    Call(
      .given(x), .given(y), with: ["rtol": .real(rtol), "atol": .real(atol)], doubles: doubles)
  }
  let (near, off): ([Double], [Double]) = ([1, 2, .infinity, -3], [1.0625, 2, .infinity, -3])
  table.add(
    "allClose(Tensor, Tensor, rtol:, atol:)",
    torch: "torch.tensor(torch.allclose(x0, x1, rtol=rtol, atol=atol))",
    [
      call(near, off, 0.1, 0), call(near, off, 0.01, 0), call(near, off, 0, 0.1),
      call(near, [1, 2, -.infinity, -3], 0.1, 0.1), call([.nan], [.nan], 0.1, 0.1),
      call([], [], 0.1, 0.1), call(a, b, 1e-11, 0, doubles: true),
      call(a, b, 1e-13, 0, doubles: true),
    ], .init(order: 0)
  ) { x, a in Tensor(NDArray(scalar: allClose(x[0], x[1], rtol: a.rtol, atol: a.atol))) }
}
