import ApusAutograd
import ApusTensor

/// Parts of arrays, joined arrays, and what indices read.
func indexingRows(_ table: inout ProofTable) {
  table.topic("Parts, joins and indices", file: "indexing")
  subscripts(&table)
  parts(&table)
  assignedParts(&table)
  joins(&table)
  gathered(&table)
}

extension ProofTable {
  /// What a subscript reads of a cube, by Python's brackets.
  fileprivate mutating func part(
    _ brackets: String, _ calls: [Call] = [Call([2, 3, 4])],
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    add("subscript(indices:)", brackets, torch: "x0\(brackets)", calls, .init(step: "slice")) {
      x, _ in
      function(x[0])
    }
  }
}

private func subscripts(_ table: inout ProofTable) {
  let (turned, repeated) = (Input([2, 3, 4], .transposed), Input([2, 3, 4], .expanded))
  table.part("[1]") { $0[1] }
  table.part("[-1]") { $0[-1] }
  table.part("[0, 2]") { $0[0, 2] }
  table.part("[1:3]") { $0[1..<3] }
  table.part("[:, 1:3]") { $0[0..., 1..<3] }
  table.part("[::2]") { $0[.slice(step: 2)] }
  table.part("[:, :, 1::2]") { $0[0..., 0..., .slice(1, step: 2)] }
  table.part("[-2:]") { $0[(-2)...] }
  table.part("[:-1]") { $0[..<(-1)] }
  table.part("[1:100]") { $0[1..<100] }
  table.part("[2:1]") { $0[.slice(2, 1)] }
  table.part("[..., 1]") { $0[.ellipsis, 1] }
  table.part("[1, ...]") { $0[1, .ellipsis] }
  table.part("[..., :2]") { $0[.ellipsis, ..<2] }
  table.part("[None]", [Call([2, 3, 4]), Call([])]) { $0[.newAxis] }
  table.part("[:, None, 1]", [Call([2, 3, 4]), Call([0, 4])]) { $0[0..., .newAxis, 1] }
  table.part("[..., None]") { $0[.ellipsis, .newAxis] }
  table.part("[0, None, ..., 1::2]") { $0[0, .newAxis, .ellipsis, .slice(1, step: 2)] }
  table.part("[1, 2, 3]") { $0[1, 2, 3] }
  table.part("[1, ::2]", [Call(turned)]) { $0[1, .slice(step: 2)] }
  table.part("[1:, 2]", [Call(repeated)]) { $0[1..., 2] }
  table.part("[-1, 2]", [Call([3, 4])]) { $0[-1, 2] }
  table.part("[::2, 1::2]", [Call([3, 5])]) { $0[.slice(step: 2), .slice(1, step: 2)] }
  table.part("[3:]", [Call([3, 4])]) { $0[3...] }
  table.add(
    "subscript(indices:)", "overlapping", torch: "x0[1:] * x0[:3]", [Call([4])],
    .init(step: "slice")
  ) { x, _ in x[0][1...] * x[0][..<3] }
}

private func parts(_ table: inout ProofTable) {
  table.add(
    "select(Int, Int)", "", .composite, torch: "x0.select(dim, index)",
    [
      Call([2, 3, 4], with: ["dim": 0, "index": 1]),
      Call([2, 3, 4], with: ["dim": -1, "index": -2]),
      Call(Input([2, 3, 4], .transposed), with: ["dim": 1, "index": 0]),
      Call([0, 3], with: ["dim": 1, "index": -1]),
    ]
  ) { x, a in x[0].select(a.dim, a.index) }
  func narrow(_ input: Input, _ dim: Int, _ start: Int, _ length: Int) -> Call {
    Call(
      input,
      with: ["dim": .whole(dim), "start": .whole(start), "length": .whole(length)])
  }
  table.add(
    "narrow(Int, start:, length:)", "", .composite, torch: "x0.narrow(dim, start, length)",
    [
      narrow([2, 3, 4], 2, 1, 2), narrow([2, 3, 4], -2, 0, 3), narrow([2, 3, 4], 0, 1, 0),
      narrow(Input([2, 3, 4], .transposed), 1, 1, 1), narrow([0, 5], 1, 1, 2),
    ]
  ) { x, a in x[0].narrow(a.dim, start: a.start, length: a.length) }
}

extension ProofTable {
  /// An array of which a part is replaced, by Python's brackets.
  fileprivate mutating func assigned(
    _ brackets: String, of cube: Input = [2, 3, 4], _ value: Input,
    _ change: @escaping @Sendable (inout NDArray, NDArray) -> Void
  ) {
    add(
      "subscript(indices:)", "assigned: \(brackets)",
      torch: "(lambda y: (y.__setitem__(\(brackets), x1), y)[1])(x0.clone())",
      [Call(cube, value)], .init(order: 0)
    ) { x, _ in
      var array = x[0].array
      change(&array, x[1].array)
      return Tensor(array)
    }
  }
}

private func assignedParts(_ table: inout ProofTable) {
  let all = "slice(None)"
  table.assigned("1", [3, 4]) { $0[1] = $1 }
  table.assigned("(0, slice(None, None, 2))", []) { $0[0, .slice(step: 2)] = $1 }
  table.assigned("(..., slice(1, 3))", [2]) { $0[.ellipsis, 1..<3] = $1 }
  table.assigned("(..., 3)", of: Input([2, 3, 4], .transposed), [2, 3]) { $0[.ellipsis, 3] = $1 }
  table.assigned("slice(0, 0)", [4]) { $0[0..<0] = $1 }
  table.assigned("(\(all), 1)", [2, 4]) { $0[0..., 1] = $1 }
}

private func joins(_ table: inout ProofTable) {
  table.add(
    "cat([Tensor], dim:)", torch: "torch.cat(xs, dim)",
    [
      Call([2, 3], [4, 3]), Call([2, 3], [2, 2], with: ["dim": 1]),
      Call([2, 3], [2, 2], [2, 1], with: ["dim": -1]), Call([3], [0], [2]), Call([2, 3], [0, 3]),
      Call(Input([2, 3], .transposed), Input([2, 2], .gapped), with: ["dim": 1]), Call([2, 3]),
      Call(Input([2], dtype: .float32), Input([3], dtype: .float64), in: [.float64]),
      Call(.whole([1, 2]), .whole([300], nil, .int32)),
    ], .init(defaults: ["dim": 0])
  ) { x, a in .cat(x, dim: a.dim) }
  table.add(
    "cat([Tensor], dim:)", "the same twice", torch: "torch.cat([x0, x0 * x0])", [Call([2, 3])]
  ) { x, _ in .cat([x[0], x[0] * x[0]]) }
  table.add(
    "stack([Tensor], dim:)", torch: "torch.stack(xs, dim)",
    [
      Call([2, 3], [2, 3]), Call([2, 3], [2, 3], with: ["dim": 1]),
      Call([2, 3], [2, 3], [2, 3], with: ["dim": -1]), Call([], []), Call([0, 3], [0, 3]),
      Call(Input([2, 3], .transposed), [2, 3], with: ["dim": 2]),
    ], .init(defaults: ["dim": 0])
  ) { x, a in .stack(x, dim: a.dim) }
}

private let rows = [2, 0, 1, 1, 0, 1, 2, 0]
private let columns = [3, 0, 1, 1, 2, 3]

private func gathered(_ table: inout ProofTable) {
  func indices(_ dtype: DType = .int64, _ layout: Layout = .contiguous) -> Input {
    .whole(columns, [3, 2], dtype, layout)
  }
  table.add(
    "gather(dim:, Tensor)", torch: "x0.gather(dim, x1.long())",
    [
      Call([3, 4], .whole(rows, [2, 4]), with: ["dim": 0]),
      Call([3, 4], indices(), with: ["dim": 1]),
      Call([3, 4], indices(), with: ["dim": -1]),
      Call([3, 4], .whole(Array(columns[..<4]), [2, 2]), with: ["dim": 1]),
      Call([3, 4], indices(.int32), with: ["dim": 1]),
      Call([3, 4], indices(.uint8), with: ["dim": 1]),
      Call([4], .whole([3, 3, 0]), with: ["dim": 0]),
      Call(
        Input([3, 4], .transposed), .whole(rows, [2, 4], .int64, .transposed), with: ["dim": 0]),
      Call(Input([3, 4], .expanded), indices(), with: ["dim": 1]),
      Call([2, 3, 4], .whole([1, 0, 3], [1, 1, 3]), with: ["dim": 2]),
      Call([3, 4], .whole([], [3, 0]), with: ["dim": 1]),
      Call([], .whole([0], []), with: ["dim": 0]),
      Call([], .whole([0], []), with: ["dim": -1]),
      Call([0, 3], .whole([], [0, 2]), with: ["dim": 1]),
    ]
  ) { x, a in x[0].gather(dim: a.dim, x[1]) }
  table.add(
    "scatteredAdd(dim:, NDArray, into:)",
    torch: "torch.zeros(into, dtype=x0.dtype).scatter_add(dim, x1, x0)",
    [
      Call([2, 4], .whole([2, 0, 2, 2, 1, 1, 0, 2], [2, 4]), with: ["dim": 1, "into": [2, 3]]),
      Call([], .whole([0], []), with: ["dim": 0, "into": []]),
      Call([2, 0], .whole([], [2, 0]), with: ["dim": 1, "into": [2, 3]]),
    ]
  ) { x, a in x[0].scatteredAdd(dim: a.dim, x[1].array, into: a.into) }
  table.add(
    "scatterAdd(dim:, Tensor, Tensor)", torch: "x0.scatter_add(dim, x1, x2)",
    [
      Call([3, 4], .whole(rows, [2, 4]), [2, 4], with: ["dim": 0]),
      Call([3, 4], indices(), [3, 2], with: ["dim": 1]),
      Call(Input([3, 4], .transposed), indices(), [3, 2], with: ["dim": -1]),
      Call([], .whole([0], []), [], with: ["dim": 0]),
      Call([2, 3], .whole([], [2, 0]), [2, 0], with: ["dim": 1]),
    ]
  ) { x, a in x[0].scatterAdd(dim: a.dim, x[1], x[2]) }
  table.add(
    "indexSelect(dim:, Tensor)", torch: "x0.index_select(dim, x1)",
    [
      Call([3, 4], .whole([2, 0, 2]), with: ["dim": 0]),
      Call([3, 4], .whole([3, 3, 0, 1]), with: ["dim": -1]),
      Call(Input([3, 4], .transposed), .whole([1]), with: ["dim": 1]),
      Call([3, 4], .whole([]), with: ["dim": 0]), Call([2, 0], .whole([1, 1]), with: ["dim": 0]),
      Call([], .whole([0]), with: ["dim": -1]),
    ]
  ) { x, a in x[0].indexSelect(dim: a.dim, x[1]) }
  table.add(
    "oneHot(Int)", torch: "F.one_hot(x0, classes)",
    [
      Call(.whole([0, 2, 1]), with: ["classes": 3]), Call(indices(), with: ["classes": 5]),
      Call(.whole([1], []), with: ["classes": 2]),
    ], .init(order: 0)
  ) { x, a in Tensor(x[0].array.oneHot(a.classes)) }
}
