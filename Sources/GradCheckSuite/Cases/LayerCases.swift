import ApusAutograd
import ApusNN
import ApusTensor

let layerCases: [GradCase] =
  linearCases + normCases + dropoutCases + ofActivation { ReLU() } + ofActivation { Tanh() }
  + ofActivation { Sigmoid() }
  + [
    GradCase("", [3, 2]) { dtype in
      Sequential(
        Linear(2, 3, dtype: dtype), Tanh(), LayerNorm(3, dtype: dtype), Linear(3, 1, dtype: dtype))
    },
    GradCase("no samples", [0, 2]) { Sequential(Linear(2, 3, dtype: $0), ReLU()) },
  ]

private let linearCases: [GradCase] = [
  GradCase("", [5, 3]) { Linear(3, 2, dtype: $0) },
  GradCase("no bias", [5, 3]) { Linear(3, 2, bias: false, dtype: $0) },
  GradCase("one sample", [3]) { Linear(3, 2, dtype: $0) },
  GradCase("batches of rows", [2, 4, 3]) { Linear(3, 2, dtype: $0) },
  GradCase("no samples", [0, 3]) { Linear(3, 2, dtype: $0) },
]

private let normCases: [GradCase] = [
  GradCase("", [3, 4]) { LayerNorm(4, dtype: $0) },
  GradCase("two dims", [2, 2, 3]) { LayerNorm([2, 3], dtype: $0) },
  GradCase("no rows", [0, 4]) { LayerNorm(4, dtype: $0) },
  GradCase("", [3, 4]) { _ in LogSoftmax(dim: 1) },
  GradCase("three dims", [2, 2, 3]) { _ in LogSoftmax(dim: -1) },
  GradCase("no rows", [0, 4]) { _ in LogSoftmax(dim: 1) },
  GradCase("0-d", []) { _ in LogSoftmax(dim: 0) },
]

private let dropoutCases: [GradCase] =
  [("", [4, 5]), ("0-d", []), ("empty", [0, 3])].flatMap { remark, shape in
    [
      GradCase(
        remark, [shape], module: { _ in Dropout(p: 0.4) },
        result: { layer, x in withSeed { layer(x[0]) } }),
      GradCase("dropout(Tensor, p:)", remark, [shape]) { x in withSeed { dropout(x[0], p: 0.3) } },
    ]
  } + [
    GradCase("everything", [2, 3]) { _ in Dropout(p: 1) },
    GradCase("evaluation", [2, 3]) { _ in
      let layer = Dropout(p: 0.4)
      layer.eval()
      return layer
    },
  ]

/// A layer of single elements, on a matrix, a number and nothing.
private func ofActivation<L: Layer>(_ make: @escaping @Sendable () -> L) -> [GradCase] {
  [("", [3, 4]), ("0-d", []), ("empty", [0, 3])].map { remark, shape in
    GradCase(remark, shape) { _ in make() }
  }
}

/// The same random numbers at every call; the default generator goes on as if nothing had been drawn.
func withSeed<R>(_ body: () -> R) -> R {
  let state = Generator.default.state
  defer { Generator.default.state = state }
  manualSeed(5)
  return body()
}
