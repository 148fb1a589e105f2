import ApusAutograd
import ApusNN
import ApusTensor

let lstmCases: [GradCase] = [
  ofAllResults("", Sizes(steps: 3, batch: 1, inputs: 1)) { LSTM(1, 2, dtype: $0) },
  ofAllResults("one step", Sizes(steps: 1, batch: 2, inputs: 2)) { LSTM(2, 2, dtype: $0) },
  ofAllResults("no bias", Sizes(steps: 3, batch: 1, inputs: 2)) {
    LSTM(2, 2, bias: false, dtype: $0)
  },
  ofAllResults("the other direction too", Sizes(steps: 3, batch: 2, inputs: 1, states: 2)) {
    LSTM(1, 2, bidirectional: true, dtype: $0)
  },
  ofAllResults(
    "two layers, both directions", Sizes(steps: 5, batch: 2, inputs: 3, hidden: 4, states: 4)
  ) { LSTM(3, 4, numLayers: 2, bidirectional: true, dtype: $0) },
  ofAllResults(
    "dropout between layers", Sizes(steps: 4, batch: 2, inputs: 2, hidden: 3, states: 2)
  ) { LSTM(2, 3, numLayers: 2, dropout: 0.4, dtype: $0) },
  // Other kernels: the threads share the samples from eight of them on; a panel holds 16 units.
  ofAllResults("nine samples", Sizes(steps: 4, batch: 9, inputs: 2, hidden: 3)) {
    LSTM(2, 3, dtype: $0)
  },
  ofAllResults("more units than a panel", Sizes(steps: 3, batch: 2, inputs: 2, hidden: 17)) {
    LSTM(2, 17, dtype: $0)
  },
  GradCase(
    "an input without gradient", [[1, 2, 2], [1, 2, 2]], module: { LSTM(3, 2, dtype: $0) },
    result: { lstm, x in
      let input = Tensor.arange(24, dtype: x[0].dtype).reshape(4, 2, 3) * 0.125 - 1.5
      return lstm(input, LSTM.State(h: x[0], c: x[1])).output
    }),
  ofOutput("no state given", [4, 2, 3]) { LSTM(3, 2, dtype: $0) },
  ofOutput("batch first", [2, 4, 3]) { LSTM(3, 2, batchFirst: true, dtype: $0) },
  ofOutput("without a batch", [4, 3]) { LSTM(3, 2, dtype: $0) },
  ofOutput("no samples", [4, 0, 3]) { LSTM(3, 2, dtype: $0) },
  GradCase(
    "only the last state used", [[4, 2, 3]], module: { LSTM(3, 2, dtype: $0) },
    result: { lstm, x in
      let state = lstm(x[0]).state
      return state.h * state.c
    }),
  // An input that was computed from another one.
  GradCase(
    "a carried state", [[4, 2, 3]], module: { LSTM(3, 2, dtype: $0) },
    result: { lstm, x in
      let first = lstm(x[0][0..<2])
      return lstm(x[0][2...], first.state).output
    }),
]

private struct Sizes: Sendable {
  let steps: Int, batch: Int, inputs: Int
  var hidden = 2
  /// Layers times directions.
  var states = 1
}

/// From an input and a state to all results.
private func ofAllResults(
  _ remark: String, _ sizes: Sizes, _ make: @escaping @Sendable (DType) -> LSTM
) -> GradCase {
  let state = [sizes.states, sizes.batch, sizes.hidden]
  return GradCase(
    remark, [[sizes.steps, sizes.batch, sizes.inputs], state, state], module: make,
    result: { lstm, x in
      withSeed {
        let (output, last) = lstm(x[0], LSTM.State(h: x[1], c: x[2]))
        return .cat([output.flatten(), last.h.flatten(), last.c.flatten()])
      }
    })
}

private func ofOutput(
  _ remark: String, _ shape: [Int], _ make: @escaping @Sendable (DType) -> LSTM
) -> GradCase {
  GradCase(remark, [shape], module: make, result: { lstm, x in lstm(x[0]).output })
}
