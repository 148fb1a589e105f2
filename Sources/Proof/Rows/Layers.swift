import ApusAutograd
import ApusNN
import ApusTensor

func layersRows(_ table: inout ProofTable) {
  table.topic("Layers", file: "layers")
  linear(&table)
  norms(&table)
  embeddings(&table)
  activations(&table)
  dropouts(&table)
  sequences(&table)
}

private func linear(_ table: inout ProofTable) {
  let inputs: [Input] = [
    [5, 4], [4], [2, 5, 4], [2, 3, 2, 4], [0, 4], Input([5, 4], .transposed),
    Input([5, 4], .expanded),
    Input([2, 5, 4], .transposed), Input([5, 4], .gapped),
  ]
  table.layer(
    torch: "nn.Linear(inputs, outputs, bias=bias)",
    inputs.map { Call($0) } + [
      Call([5, 4], with: ["bias": false]), Call([2, 5, 4], with: ["bias": false]),
      Call([2, 1], with: ["inputs": 1, "outputs": 1]),
      Call([6, 17], with: ["inputs": 17, "outputs": 9], only: .torch),
    ], .init(defaults: ["inputs": 4, "outputs": 3, "bias": true])
  ) { a, dtype in Linear(a.inputs, a.outputs, bias: a.bias, dtype: dtype) }
}

private func norms(_ table: inout ProofTable) {
  let six: [String: Value] = ["shape": [6]]
  let matrix: [String: Value] = ["shape": [3, 4]]
  // Rows without any deviation, alone and beside others; one element has none ever. PyTorch's is exactly 0 only where
  // products of these numbers are exact.
  let rows: [Double] =
    [2, 0, -3].flatMap { [Double](repeating: $0, count: 6) } + [1, 2, 3, 4, 5, 6]
  let constant = Input.given(rows, [4, 6])
  table.layer(
    torch: "nn.LayerNorm(shape, eps=eps)",
    [
      Call([4, 6], with: six), Call([2, 3, 6], with: six), Call([6], with: six),
      Call([0, 6], with: six), Call([100, 64], with: ["shape": [64]], only: .float32),
      Call([2, 3, 4], with: matrix), Call([3, 4], with: matrix),
      Call([4, 6], with: ["shape": [6], "eps": 0.1]), Call(Input([4, 6], .transposed), with: six),
      Call(Input([4, 6], 5...7), with: ["shape": [6], "eps": 1e-3]), Call(constant, with: six),
      Call(constant, with: ["shape": [4, 6]]), Call(constant, with: ["shape": [6], "eps": 0.0625]),
      Call(.given([2, -1, 0.5], [3, 1]), with: ["shape": [1], "eps": 0.0625], order: 0),
      Call([2, 3, 4], with: ["shape": [2, 3, 4]]),
      Call([5, 3], with: ["shape": [3], "eps": 0.1], doubles: true),
    ], .init(defaults: ["eps": 1e-5])
  ) { a, dtype in LayerNorm(a.shape as [Int], eps: a.eps, dtype: dtype) }
}

private func embeddings(_ table: inout ProofTable) {
  let types: [DType] = [.float32, .float64]
  let indices: [Input] = [
    .whole([1, 4, 1, 0, 2, 1], [2, 3]), .whole([3], []), .whole([2, 0], nil, .int32),
  ]
  // The row of padding gets no gradient, which is not its derivative; PyTorch has no second gradient of nothing.
  let nothing = Input.whole([], [0, 2])
  table.layer(
    torch: "nn.Embedding(5, 3, padding_idx=padding)",
    indices.map { Call($0, in: types) } + [
      Call(indices[0], with: ["padding": 1], in: types, only: .torch),
      Call(indices[0], with: ["padding": -3], in: types, only: .torch),
      Call(indices[0], doubles: true),
      Call(nothing, order: 1, in: types),
    ], .init(defaults: ["padding": nil], weights: ItemGroup.normal())
  ) { a, dtype in Embedding(5, 3, paddingIdx: a.padding, dtype: dtype) }
  table.add(
    "embedding(Tensor, Tensor, paddingIdx:)", "", .layer, torch: "F.embedding(x0, x1, padding)",
    indices.map { Call($0, [5, 3]) } + [
      Call(indices[0], [5, 3], with: ["padding": 1], only: .torch),
      Call(nothing, [5, 3], order: 1),
    ],
    .init(defaults: ["padding": nil])
  ) { x, a in embedding(x[0], x[1], paddingIdx: a.padding) }
}

private func activations(_ table: inout ProofTable) {
  let special: [Double] = [-100, -20, -1, -0.0, 0, 1e-3, 0.5, 1, 20, 100]
  let calls: [Call] = [
    Call(.given(special)), Call(Input([30], -6...6)), Call(Input([3, 4], .transposed)),
    Call([2, 2, 3]), Call([]), Call([0, 3]),
  ]
  table.layer(torch: "nn.ReLU()", calls) { _, _ in ReLU() }
  table.layer(torch: "nn.Tanh()", calls) { _, _ in Tanh() }
  table.layer(torch: "nn.Sigmoid()", calls) { _, _ in Sigmoid() }
  let range: ClosedRange<Double> = -5...5
  table.layer(
    torch: "nn.LogSoftmax(dim=dim)",
    [
      Call([3, 2, 5], with: ["dim": -1]), Call([3, 2, 5], with: ["dim": 0]),
      Call(Input([3, 2, 5], range, .transposed), with: ["dim": 1]), Call([], with: ["dim": 0]),
      Call([0, 4], with: ["dim": 1]),
      Call(Input([3, 5], -30...30), with: ["dim": -1], only: .torch),
      Call(Input([3, 5], -500...500), with: ["dim": -1], order: 1, only: .torch),
    ], .init(range: range)
  ) { a, _ in LogSoftmax(dim: a.dim) }
}

private func dropouts(_ table: inout ProofTable) {
  let evens: [Call] = [0, 0.1, 0.25, 0.5, 0.9, 1].map { Call([5, 8], with: ["p": .real($0)]) }
  let half: [Input] = [
    Input([3, 4], .transposed), Input([3, 4], .expanded), Input([3, 4], .gapped),
    Input([2, 3, 4], .transposed), [0, 3], [70], [],
  ]
  let calls = evens + half.map { Call($0) }
  let options = Row.Options(defaults: ["p": 0.5], draws: true)
  table.layer(torch: "nn.Dropout(p)", calls, options) { a, _ in Dropout(p: a.p) }
  table.layer("in evaluation", torch: "nn.Dropout(0.4).eval()", [Call([5, 8])]) { _, _ in
    let layer = Dropout(p: 0.4)
    layer.eval()
    return layer
  }
  table.add("dropout(Tensor, p:)", "", .layer, torch: "F.dropout(x0, p)", calls, options) { x, a in
    dropout(x[0], p: a.p)
  }
}

private func sequences(_ table: inout ProofTable) {
  let five: [Call] = [Call([5, 4])]
  let draws = Row.Options(draws: true)
  table.layer(
    "with log-softmax",
    torch: "nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3), nn.LogSoftmax(dim=1))", five
  ) { _, dtype in
    Sequential(
      Linear(4, 6, dtype: dtype), Tanh(), Linear(6, 3, dtype: dtype), LogSoftmax(dim: 1))
  }
  table.layer(
    "with a norm",
    torch: "nn.Sequential(nn.Linear(4, 6), nn.LayerNorm(6), nn.Sigmoid(), nn.Linear(6, 2))", five
  ) { _, dtype in
    Sequential(
      Linear(4, 6, dtype: dtype), LayerNorm(6, dtype: dtype), Sigmoid(), Linear(6, 2, dtype: dtype))
  }
  let long =
    "nn.Sequential(nn.Linear(4, 6), nn.LayerNorm(6), nn.ReLU(), nn.Dropout(0.5), nn.Linear(6, 2))"
  table.layer("with dropout", torch: long, five, draws) { _, dtype in withDropout(dtype) }
  table.layer("in evaluation", torch: "\(long).eval()", five) { _, dtype in
    let network = withDropout(dtype)
    network.eval()
    return network
  }
  table.layer("twice dropout", torch: "nn.Sequential(nn.Dropout(), nn.Dropout())", five, draws) {
    _, _ in Sequential(Dropout(), Dropout())
  }
  table.layer(
    "nested",
    torch:
      "nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Sequential(nn.Dropout(), nn.Linear(3, 1)))",
    [Call([5, 2])], draws
  ) { _, dtype in
    Sequential(
      Linear(2, 3, dtype: dtype), Tanh(), Sequential(Dropout(), Linear(3, 1, dtype: dtype)))
  }
  table.layer("of nothing", torch: "nn.Sequential()", five) { _, _ in Sequential() }
  table.layer(
    "no samples", torch: "nn.Sequential(nn.Linear(2, 3), nn.ReLU())", [Call([0, 2])]
  ) { _, dtype in Sequential(Linear(2, 3, dtype: dtype), ReLU()) }
}

private func withDropout(_ dtype: DType) -> Sequential {
  Sequential(
    Linear(4, 6, dtype: dtype), LayerNorm(6, dtype: dtype), ReLU(), Dropout(p: 0.5),
    Linear(6, 2, dtype: dtype))
}
