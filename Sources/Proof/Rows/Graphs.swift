import ApusAutograd
import ApusNN
import ApusTensor

/// Several steps, values that are used more than once, gradients that meet, and rules of one's own.
func graphsRows(_ table: inout ProofTable) {
  table.topic("Graphs", file: "graphs")
  networks(&table)
  captchas(&table)
  meetings(&table)
  ownRules(&table)
}

private func networks(_ table: inout ProofTable) {
  table.add(
    "graph", "shared values", .engine,
    torch: "(x0 * x0) * x0.sin() + (x0 * x0).exp() / (1 + x0 * x0)",
    [Call([3, 4]), Call(Input([3, 4], .transposed))]
  ) { x, _ in
    let y = x[0] * x[0]
    return y * x[0].sin() + y.exp() / (1 + y)
  }
  table.add(
    "graph", "network", .engine,
    torch: "torch.tanh(torch.tanh(x0 @ x1.t() + x2) @ x3.t()).sum(1)",
    [Call([5, 3], [4, 3], [4], [2, 4])]
  ) { x, _ in (x[0].matmul(x[1].T) + x[2]).tanh().matmul(x[3].T).tanh().sum(dim: 1) }
  table.add(
    "graph", "attention", .engine, torch: "(x0 @ x1.transpose(-1, -2) / 2).softmax(-1) @ x2",
    [Call([2, 3, 4], [2, 5, 4], [2, 5, 3])]
  ) { x, _ in (x[0].matmul(x[1].transpose(-1, -2)) / 2).softmax(dim: -1).matmul(x[2]) }
  table.add(
    "graph", "normalisation", .engine,
    torch: "(x0 - x0.mean(0)) / (x0.var(0, correction=0) + 1e-5).sqrt()", [Call([6, 3])],
    .init(needsDistinctElements: true)
  ) { x, _ in (x[0] - x[0].mean(dim: 0)) / (x[0].var(dim: 0, correction: 0) + 1e-5).sqrt() }
  table.add(
    "graph", "cross entropy", .engine,
    torch: "-x0.log_softmax(1).gather(1, x1.unsqueeze(1)).mean()",
    [Call([4, 5], .whole([0, 4, 2, 2]))]
  ) { x, _ in -x[0].logSoftmax(dim: 1).gather(dim: 1, x[1].unsqueeze(1)).mean() }
  table.add(
    "graph", "recurrence", .engine,
    torch: "reduce(lambda h, x: torch.tanh(x + h @ x1), x0, torch.zeros(2, 4, dtype=x0.dtype))",
    [Call([6, 2, 4], Input([4, 4], -0.5...0.5))]
  ) { x, _ in
    let start = Tensor.zeros([2, 4], dtype: x[0].dtype)
    return (0..<6).reduce(start) { h, t in (x[0][t] + h.matmul(x[1])).tanh() }
  }
  table.add(
    "graph", "pieces", .engine,
    torch:
      "torch.cat([x0[:, 1:], x0[:, :1] * 2], 1).permute(1, 0).reshape(3, -1) * x0.max()",
    [Call([4, 6])], .init(needsDistinctElements: true)
  ) { x, _ in
    let swapped = Tensor.cat([x[0][0..., 1...], x[0][0..., 0..<1] * 2], dim: 1)
    return swapped.permute(1, 0).reshape(3, -1) * x[0].max()
  }
}

/// Columns of an image to the loss of its digits: the tutorial's network in small.
private final class CaptchaReader: Module {
  let lstm: LSTM
  let fc: Linear

  init(hidden: Int, dtype: DType) {
    lstm = LSTM(60, hidden, numLayers: 2, dtype: dtype)
    fc = Linear(hidden, 11, dtype: dtype)
  }
}

private func captchas(_ table: inout ProofTable) {
  table.module(
    .engine, torch: nil, [Call([40, 16, 60], only: .float32)],
    make: { _, dtype in CaptchaReader(hidden: 48, dtype: dtype) },
    run: { net, x, _ in
      let labels = (0..<16).map { sample in (0..<4).map { (sample + $0 * sample) % 10 } }
      let outputs = net.fc(net.lstm(x[0]).output).logSoftmax(dim: 2)
      return [CTCLoss(blank: 10)(outputs, Tensor(labels))]
    })
}

/// Where gradients end no difference can prove.
private func meetings(_ table: inout ProofTable) {
  table.add(
    "gradients that meet", "at a leaf", .engine, torch: "x0.exp() + x0 * x0 + x0", [Call([3])]
  ) { x, _ in x[0].exp() + x[0] * x[0] + x[0] }
  table.add(
    "gradients that meet", "at a step", .engine, torch: "x0.sin() ** 2 + x0.sin().exp() * x0",
    [Call([3])]
  ) { x, _ in
    let y = x[0].sin()
    return y * y + y.exp() * x[0]
  }
  table.add(
    "gradients that meet", "of different shapes", .engine,
    torch: "(x0 * x1.tanh()).sum() * x1.tanh() + x0[0] * x1.tanh()", [Call([2, 3], [3])]
  ) { x, _ in
    let y = x[1].tanh()
    return (x[0] * y).sum() * y + x[0][0] * y
  }
  table.add(
    "a long chain", "", .engine,
    torch: "reduce(lambda y, _: y.tanh() + x0 * 0.01, range(200), x0)", [Call([2])]
  ) { x, _ in (0..<200).reduce(x[0]) { y, _ in y.tanh() + x[0] * 0.01 } }
  // d/dx of sum x^3, then squared: its own derivative is 36 x^3.
  table.add("a gradient inside", "", .engine, torch: nil, [Call([3])]) { x, _ in
    let inner = x[0] * 1
    let leaf = inner.requiresGrad ? inner : Tensor(inner.array, requiresGrad: true)
    // Recorded also inside noGrad, where there would be nothing to differentiate.
    return GradMode.$isEnabled.withValue(true) {
      grad(of: leaf.pow(3).sum(), wrt: leaf, createGraph: true).square()
    }
  }
}

private func ownRules(_ table: inout ProofTable) {
  table.add(
    "primitive(of:, name:, value:, pullback:)", "", .engine, torch: "x0.exp() * x0", [Call([2, 3])]
  ) { x, _ in .primitive(of: x[0], value: { $0.exp() * $0 }) { g, x, y in g * (y + x.exp()) } }
  table.add(
    "primitive(of:, Tensor, name:, value:, pullback:)", "broadcast", .engine,
    torch: "x0 * x1 * x1", [Call([4, 1], [3])]
  ) { x, _ in
    .primitive(of: x[0], x[1], value: { $0 * $1 * $1 }) { g, a, b, _ in (g * b * b, g * a * b * 2) }
  }
  let fused = "fused(StaticString, inputs:, outputs:, backward:, twin:)"
  table.add(
    fused, "two results", .engine, torch: "(x0 * x1).sin() * (x0 + x1)", [Call([3], [3])]
  ) { x, _ in
    let parts = productAndSum(x[0], x[1])
    return parts[0].sin() * parts[1]
  }
  table.add(
    fused, "inputs that depend on each other", .engine,
    torch: "(x0 * x0 + x0) * x0 * x0 * x0 * x0", [Call([3])]
  ) { x, _ in
    let first = productAndSum(x[0] * x[0], x[0])
    return productAndSum(first[1], x[0])[0] * first[0]
  }
  table.add(fused, "a result unused", .engine, torch: "(x0 * x1).exp()", [Call([2, 2], [2, 2])]) {
    x, _ in productAndSum(x[0], x[1])[0].exp()
  }
  table.add(
    fused, "a result used twice", .engine, torch: "(x0 * x1) * (x0 + x1) + (x0 * x1).exp()",
    [Call([2, 2], [2, 2])]
  ) { x, _ in
    let parts = productAndSum(x[0], x[1])
    return parts[0] * parts[1] + parts[0].exp()
  }
}

/// (a b, a + b) with a kernel and a twin.
private func productAndSum(_ a: Tensor, _ b: Tensor) -> [Tensor] {
  let (x, y) = (a.array, b.array)
  func sum(_ first: NDArray?, _ second: NDArray?) -> NDArray? {
    guard let first, let second else { return first ?? second }
    return first + second
  }
  return Tensor.fused(
    inputs: [a, b], outputs: [x * y, x + y],
    backward: { g, needs in
      [
        needs[0] ? sum(g[0].map { $0 * y }, g[1]) : nil,
        needs[1] ? sum(g[0].map { $0 * x }, g[1]) : nil,
      ]
    },
    twin: { [$0[0] * $0[1], $0[0] + $0[1]] })
}
