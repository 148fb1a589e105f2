import ApusAutograd
import ApusNN
import ApusTensor

/// Sizes at which kernels change their ways: one sample, fewer than eight (threads share the weights), a
/// block of 32 and one more; one unit, a panel of 16 and one more.
let shadowCases: [Shadow] =
  [1, 7, 33].flatMap { batch in
    [1, 17, 64].map { hidden in Shadow(lstm(batch: batch, hidden)) }
  } + [
    Shadow(lstm(batch: 33, 64), precision: .medium, limit: 3e-2),
    Shadow(
      GradCase(
        "two layers, both directions", [[12, 9, 20]],
        module: { LSTM(20, 24, numLayers: 2, bidirectional: true, dtype: $0) },
        result: { lstm, x in lstm(x[0]).output })),
    Shadow(GradCase("CTCLoss", "160 steps, 32 samples", [[160, 32, 11]]) { ctc($0[0]) }),
    Shadow(
      GradCase("matmul(Tensor)", "200 x 300 x 150", [[200, 300], [300, 150]]) {
        $0[0].matmul($0[1])
      }),
    Shadow(
      GradCase("matmul(Tensor)", "transposed, 130 x 70 x 260", [[70, 130], [260, 70]]) {
        $0[0].T.matmul($0[1].T)
      }),
    Shadow(
      GradCase("logSoftmax(dim:)", "500 rows of 11", [[500, 11]]) { $0[0].logSoftmax(dim: 1) }),
    Shadow(GradCase("softmax(dim:)", "100 rows of 64", [[100, 64]]) { $0[0].softmax(dim: 1) }),
    Shadow(GradCase("100 rows of 64", [100, 64]) { LayerNorm(64, dtype: $0) }),
    Shadow(
      GradCase("the tutorial's network in small, with its loss", [40, 16, 60]) {
        CaptchaReader(hidden: 48, dtype: $0)
      }),
  ]

private func lstm(batch: Int, _ hidden: Int) -> GradCase {
  GradCase(
    "samples: \(batch), units: \(hidden)",
    [[9, batch, 5], [1, batch, hidden], [1, batch, hidden]],
    module: { LSTM(5, hidden, dtype: $0) },
    result: { lstm, x in
      let (output, state) = lstm(x[0], LSTM.State(h: x[1], c: x[2]))
      return .cat([output.flatten(), state.h.flatten(), state.c.flatten()])
    })
}

private func ctc(_ outputs: Tensor) -> Tensor {
  let targets = (0..<outputs.shape[1]).map { sample in (0..<4).map { (sample + $0 * sample) % 10 } }
  return CTCLoss(blank: 10)(outputs.logSoftmax(dim: 2), Tensor(targets))
}

/// Columns of an image to the loss of its digits.
final class CaptchaReader: Module, Layer {
  let lstm: LSTM
  let fc: Linear

  init(hidden: Int, dtype: DType) {
    lstm = LSTM(60, hidden, numLayers: 2, dtype: dtype)
    fc = Linear(hidden, 11, dtype: dtype)
  }

  func callAsFunction(_ columns: Tensor) -> Tensor { ctc(fc(lstm(columns).output)) }
}
