import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import Testing

/// Gradients of a whole training step of the tutorial's kind, against the same in float64.
@Suite(.ownRandomNumbers) struct StepAccuracyTests {
  @Test func float32() throws { try compare(.highest, within: 3e-5) }
  @Test func bfloat16() throws { try compare(.medium, within: 3e-3) }

  private func compare(_ precision: MatmulPrecision, within limit: Double) throws {
    let size = isLongRun ? (steps: 160, batch: 64, hidden: 512) : (steps: 40, batch: 16, hidden: 96)
    manualSeed(0)
    let reference = Reader(hidden: size.hidden, dtype: .float64)
    // Weights that float32 holds exactly: what differs is the computation.
    try reference.load(reference.stateDict.mapValues { $0.to(.float32).to(.float64) })
    let network = Reader(hidden: size.hidden, dtype: .float32)
    try network.load(reference.stateDict, cast: true)
    let x = NDArray.randn([size.steps, size.batch, 60])
    let labels = NDArray((0..<(4 * size.batch)).map { $0 * 7 % 10 }, shape: [size.batch, 4])

    reference.loss(Tensor(x.to(.float64)), Tensor(labels)).backward()
    withMatmulPrecision(precision) { network.loss(Tensor(x), Tensor(labels)).backward() }
    for ((name, single), double) in zip(network.namedParameters, reference.parameters) {
      let error = single.grad!.array.to(.float64) - double.grad!.array
      let relative = norm(error) / norm(double.grad!.array)
      #expect(relative < limit, "\(name)")
      // Reduced products are reduced.
      if precision == .medium, name.hasPrefix("lstm") { #expect(relative > 1e-4, "\(name)") }
    }
  }

  private func norm(_ x: NDArray) -> Double { (x * x).sum().item().squareRoot() }
}

private final class Reader: Module {
  let lstm: LSTM
  let fc: Linear

  init(hidden: Int, dtype: DType) {
    lstm = LSTM(60, hidden, numLayers: 2, dtype: dtype)
    fc = Linear(hidden, 11, dtype: dtype)
  }

  func loss(_ x: Tensor, _ labels: Tensor) -> Tensor {
    CTCLoss(blank: 10)(fc(lstm(x).output).logSoftmax(dim: 2), labels)
  }
}
