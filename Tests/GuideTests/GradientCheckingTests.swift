import Apus
import ApusTestSupport
import Testing

// The programs of Documentation/GradientChecking.md, in its order. GuideTextTests compares the two.

/// log(1 + exp(x)), stable on both sides.
func softplus(_ x: Tensor) -> Tensor {
  Tensor.primitive(
    of: x, name: "softplus", value: { $0.clamp(min: 0) + (-$0.abs()).exp().log1p() },
    pullback: { gradient, x, _ in gradient * x.sigmoid() })
}

/// x times a scale that may have fewer dimensions.
func scaled(_ x: Tensor, by scale: Tensor) -> Tensor {
  Tensor.primitive(
    of: x, scale, name: "scaled", value: { $0 * $1 },
    pullback: { gradient, x, scale, _ in (gradient * scale, gradient * x) })
}

/// x scaled to a length of 1, with a derivative that forgets that the length changes too.
func wrongNormalized(_ x: Tensor) -> Tensor {
  Tensor.primitive(
    of: x, value: { $0 / ($0 * $0).sum().sqrt() },
    pullback: { gradient, x, _ in gradient / x.square().sum().sqrt() })
}

/// A layer that weighs its inputs.
final class Gate: Module, Layer {
  @Parameter var weight: Tensor

  init(_ size: Int, dtype: DType = .float32) {
    weight = .rand(size, dtype: dtype)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { x * weight.sigmoid() }
}

final class Reader: Module {
  let lstm: LSTM
  let fc: Linear

  init(columns: Int, hidden: Int, classes: Int, dtype: DType = .float32) {
    lstm = LSTM(columns, hidden, dtype: dtype)
    fc = Linear(hidden, classes, dtype: dtype)
  }

  func callAsFunction(_ images: Tensor) -> Tensor { fc(lstm(images).output).logSoftmax(dim: 2) }
}

/// The sum of the products of two vectors' elements, as a kernel of its own.
func dotProduct(_ a: Tensor, _ b: Tensor) -> Tensor {
  let (x, y) = (a.array, b.array)
  return Tensor.fused(
    inputs: [a, b], outputs: [(x * y).sum()],
    backward: { gradients, needs in
      let g = gradients[0]!
      return [needs[0] ? g * y : nil, needs[1] ? g * x : nil]
    },
    twin: { inputs in [(inputs[0] * inputs[1]).sum()] })[0]
}

@Suite(.ownRandomNumbers) struct GradientCheckingTests {
  init() { manualSeed(1) }

  @Test func aFunction() throws {
    let x = Tensor.randn(3, 4, dtype: .float64)
    try gradCheck(x) { x in (x * x.tanh()).sum(dim: 1) }
  }

  @Test func severalInputs() throws {
    let (a, b) = (Tensor.randn(4, 1, dtype: .float64), Tensor.randn(3, dtype: .float64))
    try gradCheck(a, b, order: 2) { a, b in a * b.exp() }

    let index = Tensor(NDArray([[0, 2], [1, 1], [2, 0], [0, 0]]))
    try gradCheck([a, b, index]) { inputs in (inputs[0] * inputs[1]).gather(dim: 1, inputs[2]) }
  }

  @Test func anOperationOfTwo() throws {
    let (x, scale) = (Tensor.randn(4, 3, dtype: .float64), Tensor.randn(3, dtype: .float64))
    try gradCheck(x, scale, order: 2) { scaled($0, by: $1) }
  }

  @Test func caught() throws {
    do {
      try gradCheck(Tensor.randn(3, dtype: .float64)) { $0.square() }
    } catch let failure as GradCheckFailure {
      print(failure)
    }
  }

  @Test func inputsOfAllKinds() throws {
    let square = Tensor.randn(3, 3, dtype: .float64)
    for x in [
      square, square.T, Tensor(scalar: 0.5, dtype: .float64), .zeros(0, 3, dtype: .float64),
      Tensor.randn(1, 3, dtype: .float64).expand(4, 3),
    ] {
      try gradCheck(x, order: 2) { softplus($0) }
      try gradCheck(x, order: 2) { softplus($0) * $0 }
    }
  }

  @Test func aModule() throws {
    let lstm = LSTM(3, 4, numLayers: 2, bidirectional: true, dtype: .float64)
    let input = Tensor.randn(5, 2, 3, dtype: .float64)
    try gradCheck(lstm, order: 2) { lstm(input).output }
  }

  @Test func aModuleWithItsInputs() throws {
    let gate = Gate(4, dtype: .float64)
    let x = Tensor.randn(3, 4, dtype: .float64)
    try gradCheck(gate, [x], order: 2) { inputs in gate(inputs[0]) }

    let summary = try gradCheck(gate, [x], order: 2) { inputs in gate(inputs[0]) }
    #expect(summary.unused.isEmpty)
  }

  @Test func leavesByName() throws {
    let weight = Tensor.randn(3, 2, dtype: .float64, requiresGrad: true)
    let bias = Tensor.randn(2, dtype: .float64, requiresGrad: true)
    let x = Tensor.randn(4, 3, dtype: .float64)
    try gradCheck(captured: ["weight": weight, "bias": bias]) { (x.matmul(weight) + bias).tanh() }
  }

  @Test func dropoutThatDrawsTheSame() throws {
    let dropout = Dropout(p: 0.5)
    try gradCheck(Tensor.ones(20, dtype: .float64)) { x in
      manualSeed(0)
      return dropout(x)
    }
    dropout.eval()
    try gradCheck(Tensor.ones(20, dtype: .float64)) { dropout($0) }
  }

  @Test func aWholeModel() throws {
    let reader = Reader(columns: 4, hidden: 5, classes: 4, dtype: .float64)
    let images = Tensor.randn(6, 3, 4, dtype: .float64)
    let labels = Tensor([[1, 2], [2, 2], [3, 1]] as [[Int]])
    let loss = CTCLoss(blank: 0)
    let summary = try gradCheck(reader, [images], order: 2) { inputs in
      loss(reader(inputs[0]), labels)
    }
    print(summary)
    #expect(summary.directionCount > 0 && summary.unused.isEmpty)
  }

  @Test func precision() throws {
    let x = Tensor.randn(3, 4, dtype: .float64)
    try gradCheck(x, order: 2, atol: 1e-9, rtol: 1e-9, richardson: true) { ($0 * 3).sin().exp() }
  }

  @Test func aKernel() throws {
    let (a, b) = (Tensor.randn(5, dtype: .float64), Tensor.randn(5, dtype: .float64))
    try gradCheck([a, b], order: 2) { dotProduct($0[0], $0[1]) }
  }

  @Test func softplusHasItsDerivatives() throws {
    let x = Tensor.randn(3, 4, dtype: .float64)
    try gradCheck(x, order: 2) { softplus($0) }
  }
}

/// Those that fail, and what they say.
enum FailingPrograms {
  static let all: [(reason: GradCheckFailure.Reason, run: @Sendable () throws -> Void)] = [
    (
      .mismatch,
      {
        try gradCheck(Tensor([1, 2, 2] as [Double])) { wrongNormalized($0) }
      }
    ),
    (
      .factor,
      {
        try gradCheck(Tensor([0.5, 1, 2] as [Double])) { x in
          Tensor.primitive(of: x, value: { $0 * $0 }) { gradient, x, _ in gradient * x }
        }
      }
    ),
    (
      .independent,
      {
        try gradCheck(Tensor([0.5, 1, 2] as [Double]), order: 2) { x in
          Tensor.primitive(of: x, value: { $0.exp() }) { gradient, _, y in
            gradient * Tensor(y.array)
          }
        }
      }
    ),
    (
      .notDeterministic,
      {
        let dropout = Dropout(p: 0.5)
        try gradCheck(Tensor.ones(20, dtype: .float64)) { dropout($0) }
      }
    ),
    (
      .float32,
      {
        try gradCheck(Tensor([0.3, 0.6] as [Double])) { $0.to(.float32).exp().to(.float64) }
      }
    ),
    (
      .kink,
      {
        try gradCheck(Tensor([-1, 0, 1] as [Double])) { $0.relu() }
      }
    ),
  ]
}
