import ApusAutograd
import ApusTensor

/// Choices between two, and conversions.
func choicesRows(_ table: inout ProofTable) {
  table.topic("Choices and conversions", file: "choices")
  extremes(&table)
  conditions(&table)
  conversions(&table)
  copies(&table)
}

private func extremes(_ table: inout ProofTable) {
  let calls: [Call] = [
    Call(
      .given([1, 3, 3, 0.5, 2, 2, 2, 2, -1, -0.0, 0, -3], [3, 4]),
      .given([1, 2, 4, 0.5, 2, -2, 2, 3, -1, 0, -0.0, -2], [3, 4]), named: "ties"),
    Call(.given([.nan, 1, .infinity, -.infinity]), .given([1, .nan, 1, 1]), named: "NaN"),
  ]
  let wrong = [0, 1].map { Wrong("given to the loser", input: $0) { $0.g - $0.right } }
  table.binary(
    "maximum(Tensor)", torch: "torch.maximum(x0, x1)", needsDistinctElements: true, calls,
    wrong: wrong
  ) { $0.maximum($1) }
  table.binary(
    "minimum(Tensor)", torch: "torch.minimum(x0, x1)", needsDistinctElements: true, calls,
    wrong: wrong
  ) { $0.minimum($1) }
}

private let truths: [Bool] = [
  true, false, true, true, false, true, false, false, true, true, false, true,
]
private let row: [Bool] = [true, false, true, true]

private func conditions(_ table: inout ProofTable) {
  let (condition, first) = (Input.truths(truths, [3, 4]), Input.truths(row))
  let numbers = Input.whole(truths.map { $0 ? 1 : 0 }, [3, 4], .uint8)
  let turned = Input.truths(truths, [3, 4], .transposed)
  table.add(
    "where(Tensor, else:)", torch: "torch.where(x1.bool(), x0, x2)",
    [
      Call([3, 4], numbers, [3, 4]), Call([3, 4], condition, [4]), Call([4], condition, [3, 1]),
      Call([], condition, []), Call([3, 4], first, []), Call([3, 1], first, [3, 4]),
      Call(Input([3, 4], .transposed), condition, Input([3, 4], .expanded)),
      Call([3, 4], turned, [3, 4]), Call([0, 4], first, [4]), Call([], .truths([true], []), []),
      Call(
        .given([.nan, 1]), .truths([false, true]), .given([1, .infinity]), named: "special values"),
    ],
    .init(wrong: [0, 1].map { Wrong("the wrong side", input: $0) { $0.g - $0.right } })
  ) { x, _ in x[0].where(x[1], else: x[2]) }
  let mask = NDArray([[true, false, true], [false, false, true]])
  let torch = "torch.where(torch.tensor([[True, False, True], [False, False, True]]), x0, -1.5)"
  let calls: [Call] = [Call([2, 3]), Call([3]), Call([])]
  table.add("where(NDArray, else:)", torch: torch, calls) { x, _ in x[0].where(mask, else: -1.5) }
  table.add("where(Tensor, else:)", "a number", torch: torch, calls) { x, _ in
    x[0].where(Tensor(mask), else: -1.5)
  }
  table.add("where(NDArray, else:)", "nothing", torch: "x0 * 1", [Call([0, 3])]) { x, _ in
    x[0].where(.zeros([0, 3], dtype: .bool), else: -1.5)
  }
  let whole: Int = 3
  table.unary("where(Self, else:)", torch: "torch.where(x0 > 0.5, x0, 3.0)") {
    $0.where($0.greater(0.5), else: whole)
  }
}

private func conversions(_ table: inout ProofTable) {
  let pairs: [(DType, DType)] = [
    (.float32, .float64), (.float64, .float32), (.float32, .float32),
  ]
  let changed: [Call] = pairs.map { a, b in
    Call(Input([3, 4], -3...3, dtype: a), with: ["dtype": .type(b)], in: [a])
  }
  let turned = Input([3, 4], nil, .transposed, dtype: .float64)
  table.add(
    "to(DType)", "to another type", torch: "x0.to(dtype)",
    changed + [
      Call(turned, with: ["dtype": .type(.float32)], in: [.float64]),
      Call([2, 3], with: ["dtype": .type(.float32)], only: .differences),
    ], .init(roundsToFloat32: true)
  ) { x, a in x[0].to(a.dtype) }
  table.add(
    "to(DType)", "float32 and back", torch: "x0.float().double() * 2",
    [Call([2, 3], in: [.float64])], .init(roundsToFloat32: true)
  ) { x, _ in x[0].to(.float32).to(.float64) * 2 }
  table.unary("to(DType)", "to its own type", torch: "x0.to(x0.dtype) * 1") { $0.to($0.dtype) * 1 }
  table.add("to(DType)", "every type", torch: "x0.to(dtype)", everyType, .init(order: 0)) { x, a in
    x[0].to(a.dtype)
  }
}

private let everyType: [Call] = {
  let types: [DType] = [.float32, .float64, .int64, .int32, .uint8, .bool]
  let numbers: [Double] = [-3.7, -1, -0.5, -0.0, 0, 0.5, 1, 2.5, 100.9]
  let whole = [-0x8000_0000, -300, -129, -1, 0, 1, 127, 255, 256, 0x7fff_ffff]
  let given: [(Input, [DType]?)] = [
    (.whole(whole), nil), (.whole(whole, nil, .int32), nil),
    (.whole([0, 1, 127, 128, 255], nil, .uint8), nil), (.truths([true, false]), nil),
  ]
  /// Only numbers that each type holds once they are cut off.
  let doubles = Input.given([3 - 0x1p-40, 0.1, 255 - 0x1p-30, 1e-60], constant: true)
  return types.flatMap { b -> [Call] in
    // C leaves the conversion of negative numbers to unsigned ones open.
    let values = b == .uint8 ? numbers.map(abs) : numbers
    let floating: [(Input, [DType]?)] = [DType.float32, .float64].map {
      (Input.given(values, dtype: $0, constant: true), [$0])
    }
    return (floating + given).map { Call($0, with: ["dtype": .type(b)], in: $1) } + [
      Call(doubles, with: ["dtype": .type(b)], doubles: true)
    ]
  }
}()

/// The same elements, or only their number.
private func copies(_ table: inout ProofTable) {
  table.unary("contiguous()", torch: "x0.contiguous()") { $0.contiguous() }
  table.add("contiguous()", "of a transpose", torch: "x0.T.contiguous()", [Call([2, 3])]) { x, _ in
    x[0].T.contiguous()
  }
  let calls: [Call] = [
    Call([3, 4]), Call(Input([3, 4], .transposed)), Call(Input([3, 4], .expanded)), Call([]),
    Call([0, 2]),
  ]
  table.add("detach(requiresGrad:)", "", .engine, torch: "x0.detach() * x0", calls.only(.torch)) {
    x, _ in
    x[0].detach() * x[0]
  }
  table.add(
    "zerosLike(Tensor, requiresGrad:)", torch: "torch.zeros_like(x0)", calls, .init(order: 0)
  ) { x, _ in .zerosLike(x[0]) }
  table.add(
    "onesLike(Tensor, requiresGrad:)", torch: "torch.ones_like(x0)", calls, .init(order: 0)
  ) { x, _ in .onesLike(x[0]) }
  let sizes: [Call] = [
    Call([2, 3, 4], with: ["dim": 0]), Call([2, 3, 4], with: ["dim": 2]),
    Call([2, 3, 4], with: ["dim": -1]), Call([2, 3, 4], with: ["dim": -3]),
    Call(Input([2, 3], .transposed), with: ["dim": -2]), Call([0, 3], with: ["dim": 0]),
  ]
  table.add("size(Int)", torch: "torch.tensor(x0.size(dim))", sizes, .init(order: 0)) { x, a in
    Tensor(NDArray(scalar: x[0].size(a.dim)))
  }
}
