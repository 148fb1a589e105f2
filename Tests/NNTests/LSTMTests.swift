import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import Testing

@Suite(.ownRandomNumbers) struct LSTMTests {
  /// One sample alone, a few of them, a part of a block and one more than blocks hold; a unit, a panel and one more, a
  /// whole tutorial's layer.
  @Test(arguments: [1, 7, 32, 65], [1, 17, 40, 512]) func kernelsFollowTheTwin(
    batch: Int, hidden: Int
  ) throws {
    for steps in hidden == 512 ? [1, 3] : [1, 9] {
      let exact = gradients(.float64, steps, batch, hidden, plain: true)
      expect(gradients(.float64, steps, batch, hidden), exact, within: 1e-11)
      expect(gradients(.float32, steps, batch, hidden), exact, within: 3e-5)
      let medium = withMatmulPrecision(.medium) { gradients(.float32, steps, batch, hidden) }
      expect(medium, exact, within: 3e-2)
    }
  }

  private func expect(_ results: [NDArray], _ exact: [NDArray], within tolerance: Double) {
    #expect(results.count == exact.count)
    for (a, b) in zip(results, exact) {
      let scale = b.abs().max().item()
      #expect(difference(a.to(.float64), b, rtol: 0, atol: tolerance * scale) == nil)
    }
  }

  /// Outputs and all gradients of one direction of a layer, by the kernel or by its twin.
  private func gradients(
    _ dtype: DType, _ steps: Int, _ batch: Int, _ hidden: Int, plain: Bool = false
  ) -> [NDArray] {
    manualSeed(1)
    let shapes = [
      [steps, batch, 5], [batch, hidden], [batch, hidden], [4 * hidden, 5], [4 * hidden, hidden],
      [4 * hidden], [4 * hidden],
    ]
    let inputs = shapes.map { shape in
      let values = NDArray.randn(shape, dtype: .float64) * (shape.count == 3 ? 1 : 0.2)
      return Tensor(values.to(.float32).to(dtype), requiresGrad: true)
    }
    let isReverse = batch % 2 == 0
    let outputs: [Tensor]
    if plain {
      outputs = lstmLayerTwin(inputs, isReverse: isReverse)
    } else {
      let weights = LSTMLayerWeights(
        inputWeight: inputs[3], hiddenWeight: inputs[4], inputBias: inputs[5], hiddenBias: inputs[6]
      )
      let (y, h, c) = lstmLayer(
        inputs[0], h0: inputs[1], c0: inputs[2], weights, isReverse: isReverse)
      outputs = [y, h, c]
    }
    (outputs[0].square().sum() + outputs[1].sum() + (outputs[2] * outputs[2]).sum()).backward()
    return outputs.map(\.array) + inputs.map { $0.grad!.array }
  }

  /// Threads share the samples of a batch, and the weights where these are few.
  @Test(arguments: [(70, 64), (3, 272)], MatmulPrecision.allCases)
  func sameBitsForAnyNumberOfThreads(size: (batch: Int, hidden: Int), precision: MatmulPrecision) {
    let lstm = LSTM(60, size.hidden, numLayers: 2)
    let x = Tensor.randn(20, size.batch, 60)
    let runs = [1, 2, 3, 4].map { threads in
      withThreads(threads) {
        lstm.zeroGrad()
        let output = withMatmulPrecision(precision) { lstm(x).output }
        output.square().sum().backward()
        return [output.array] + lstm.parameters.map { $0.grad!.array }
      }
    }
    for run in runs.dropFirst() { #expect(run == runs[0]) }
  }

  @Test func aCarriedStateContinuesTheSequence() {
    let lstm = LSTM(3, 5, numLayers: 2)
    let x = Tensor.randn(8, 2, 3)
    let whole = lstm(x)
    let first = lstm(x[0..<3])
    let rest = lstm(x[3...], first.state)
    #expect(allClose(.cat([first.output, rest.output]), whole.output, atol: 1e-6))
    #expect(allClose(rest.state.c, whole.state.c, atol: 1e-6))
  }

  @Test func anEmptyBatchHasZeroGradients() {
    let lstm = LSTM(3, 5)
    let output = lstm(Tensor.zeros(4, 0, 3)).output
    #expect(output.shape == [4, 0, 5])
    output.sum().backward()
    for parameter in lstm.parameters {
      #expect(parameter.grad?.array == .zeros(parameter.shape))
    }
  }

  /// The last backward overwrites what the forward pass saved, earlier ones must not.
  @Test(arguments: [2, 9]) func aRetainedGraphGivesTheSameGradientsAgain(batch: Int) {
    let lstm = LSTM(7, 33, numLayers: 2)
    let x = Tensor.randn(5, batch, 7, requiresGrad: true)
    let loss = lstm(x).output.square().sum()
    let runs = [true, true, false].map { retainGraph in
      lstm.zeroGrad()
      x.grad = nil
      loss.backward(retainGraph: retainGraph)
      return [x.grad!.array] + lstm.parameters.map { $0.grad!.array }
    }
    #expect(runs[1] == runs[0])
    #expect(runs[2] == runs[0])
  }

  /// Without a graph nothing is kept of the steps.
  @Test func inferenceGivesTheSameBits() {
    let lstm = LSTM(7, 33, numLayers: 2, bidirectional: true)
    let x = Tensor.randn(5, 40, 7)
    let recorded = lstm(x)
    let plain = noGrad { lstm(x) }
    #expect(plain.output.array == recorded.output.array)
    #expect(plain.state.h.array == recorded.state.h.array)
    #expect(plain.state.c.array == recorded.state.c.array)
    #expect(!plain.output.requiresGrad)
  }

  /// The gates saturate; units that only fill up a panel must not turn infinity into NaN.
  @Test func anInfiniteInputStaysInItsSample() {
    let lstm = LSTM(3, 17)
    var values = NDArray.rand([4, 2, 3])
    values[1, 0, 2] = NDArray(scalar: Float.infinity)
    let (x, zeros) = (Tensor(values), Tensor.zeros(2, 17))
    let twin = lstmLayerTwin([x, zeros, zeros] + lstm.parameters, isReverse: false)
    let output = lstm(x).output
    #expect(difference(output.array, twin[0].array, atol: 1e-6) == nil)
    #expect(output.array.scalars(as: Float.self).allSatisfy { $0.isFinite })
  }

  @Test func prints() {
    #expect("\(LSTM(60, 512, numLayers: 2))" == "LSTM(60, 512, num_layers=2)")
  }

  @Test func namesTheMistake() async {
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = LSTM(60, 8)(.zeros(4, 2, 59))
      }.says("the last dimension of the input [4, 2, 59] must be the input size 60"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let state = LSTM.State(h: .zeros(2, 4, 8), c: .zeros(2, 4, 8))
        _ = LSTM(6, 8, numLayers: 2)(.zeros(4, 3, 6), state)
      }.says("expected state h of shape [2, 3, 8]"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = LSTM(6, 8)(.zeros(0, 3, 6))
      }.says("the sequence is empty"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = LSTM(6, 8)(.zeros(2, 3, 6, dtype: .float64))
      }.says("input is float64, the weights are float32"))
  }
}
