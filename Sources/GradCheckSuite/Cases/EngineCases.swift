import ApusAutograd
import ApusTensor

/// What no single rule does: how gradients meet, and what a rule of one's own may be. Where gradients end no
/// difference can prove.
let engineCases: [GradCase] = [
  GradCase("gradients that meet", "at a leaf", [[3]]) { x in x[0].exp() + x[0] * x[0] + x[0] },
  GradCase("gradients that meet", "at a step", [[3]]) { x in
    let y = x[0].sin()
    return y * y + y.exp() * x[0]
  },
  GradCase("gradients that meet", "of different shapes", [[2, 3], [3]]) { x in
    let y = x[1].tanh()
    return (x[0] * y).sum() * y + x[0][0] * y
  },
  GradCase("results of several", "one unused", [[2, 2], [2, 2]]) { x in
    productAndSum(x[0], x[1])[0].exp()
  },
  GradCase("results of several", "used twice", [[2, 2], [2, 2]]) { x in
    let parts = productAndSum(x[0], x[1])
    return parts[0] * parts[1] + parts[0].exp()
  },
  GradCase("a gradient inside", [[3]]) { x in
    // d/dx of sum x^3, then squared: its own derivative is 36 x^3.
    let inner = x[0] * 1
    let leaf = inner.requiresGrad ? inner : Tensor(inner.array, requiresGrad: true)
    // Recorded also inside noGrad, where there would be nothing to differentiate.
    return GradMode.$isEnabled.withValue(true) {
      grad(of: leaf.pow(3).sum(), wrt: leaf, createGraph: true).square()
    }
  },
  GradCase("a long chain", [[2]]) { x in
    (0..<200).reduce(x[0]) { y, _ in y.tanh() + x[0] * 0.01 }
  },
  GradCase("primitive(of:, name:, value:, pullback:)", [[2, 3]]) { x in
    .primitive(of: x[0], value: { $0.exp() * $0 }) { g, x, y in g * (y + x.exp()) }
  },
  GradCase("primitive(of:, Tensor, name:, value:, pullback:)", "broadcast", [[4, 1], [3]]) { x in
    .primitive(of: x[0], x[1], value: { $0 * $1 * $1 }) { g, a, b, _ in (g * b * b, g * a * b * 2) }
  },
  GradCase("fused(StaticString, inputs:, outputs:, backward:, twin:)", [[3], [3]]) { x in
    let parts = productAndSum(x[0], x[1])
    return parts[0].sin() * parts[1]
  },
  GradCase(
    "fused(StaticString, inputs:, outputs:, backward:, twin:)", "inputs that depend on each other",
    [[3]]
  ) { x in
    let first = productAndSum(x[0] * x[0], x[0])
    return productAndSum(first[1], x[0])[0] * first[0]
  },
]

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
