import Autograd
import NN
import Tensor

let layerCases: [GradCase] =
  [
    GradCase("Linear", "", [[5, 3]], { Linear(3, 2, dtype: $0) }) { $0($1[0]) },
    GradCase("Linear", "no bias", [[5, 3]], { Linear(3, 2, bias: false, dtype: $0) }) { $0($1[0]) },
    GradCase("Linear", "one sample", [[3]], { Linear(3, 2, dtype: $0) }) { $0($1[0]) },
    GradCase("Linear", "batches of rows", [[2, 4, 3]], { Linear(3, 2, dtype: $0) }) { $0($1[0]) },
    GradCase("Linear", "no samples", [[0, 3]], { Linear(3, 2, dtype: $0) }) { $0($1[0]) },
    GradCase("LayerNorm", "", [[3, 4]], { LayerNorm(4, dtype: $0) }) { $0($1[0]) },
    GradCase("LayerNorm", "two dims", [[2, 2, 3]], { LayerNorm([2, 3], dtype: $0) }) { $0($1[0]) },
    GradCase("LayerNorm", "no rows", [[0, 4]], { LayerNorm(4, dtype: $0) }) { $0($1[0]) },
    GradCase("LogSoftmax", "", [[3, 4]], { _ in LogSoftmax(dim: 1) }) { $0($1[0]) },
    GradCase("LogSoftmax", "no rows", [[0, 4]], { _ in LogSoftmax(dim: 1) }) { $0($1[0]) },
    GradCase("LogSoftmax", "0-d", [[]], { _ in LogSoftmax(dim: 0) }) { $0($1[0]) },
    GradCase("LogSoftmax", "three dims", [[2, 2, 3]], { _ in LogSoftmax(dim: -1) }) { $0($1[0]) },
    GradCase("Dropout", "", [[4, 5]], { _ in Dropout(p: 0.4) }) { layer, x in
      withSeed { layer(x[0]) }
    },
    GradCase("Dropout", "empty", [[0, 3]], { _ in Dropout(p: 0.4) }) { $0($1[0]) },
    GradCase("Dropout", "0-d", [[]], { _ in Dropout(p: 0.4) }) { layer, x in
      withSeed { layer(x[0]) }
    },
    GradCase("Dropout", "evaluation", [[2, 3]], { _ in evaluating(Dropout(p: 0.4)) }) { $0($1[0]) },
    GradCase("Dropout", "everything", [[2, 3]], { _ in Dropout(p: 1) }) { $0($1[0]) },
    GradCase("dropout(Tensor, p:)", [[4, 5]]) { x in withSeed { dropout(x[0], p: 0.3) } },
    GradCase("dropout(Tensor, p:)", "0-d", [[]]) { x in withSeed { dropout(x[0], p: 0.3) } },
    GradCase("dropout(Tensor, p:)", "empty", [[0, 3]]) { dropout($0[0], p: 0.3) },
    GradCase(
      "Sequential", "", [[3, 2]],
      {
        Sequential(
          Linear(2, 3, dtype: $0), Tanh(), LayerNorm(3, dtype: $0), Linear(3, 1, dtype: $0))
      }
    ) { $0($1[0]) },
    GradCase(
      "Sequential", "no samples", [[0, 2]], { Sequential(Linear(2, 3, dtype: $0), ReLU()) }
    ) { $0($1[0]) },
  ] + ofActivation("ReLU") { ReLU() } + ofActivation("Tanh") { Tanh() }
  + ofActivation("Sigmoid") { Sigmoid() }

/// A layer of single elements, on a matrix, a number and nothing.
private func ofActivation<L: Layer>(_ subject: String, _ make: @escaping @Sendable () -> L)
  -> [GradCase]
{
  [("", [3, 4]), ("0-d", []), ("empty", [0, 3])].map { remark, shape in
    GradCase(subject, remark, [shape], { _ in make() }) { $0($1[0]) }
  }
}

let lstmCases: [GradCase] = [
  lstm("", LSTMShape(inputs: 1, hidden: 2, steps: 3, batch: 1)),
  lstm("one step", LSTMShape(inputs: 2, hidden: 2, steps: 1, batch: 2)),
  lstm("no bias", LSTMShape(inputs: 2, hidden: 2, steps: 3, batch: 1)) {
    LSTM(2, 2, bias: false, dtype: $0)
  },
  lstm("the other direction too", LSTMShape(inputs: 1, hidden: 2, steps: 3, batch: 2, states: 2)) {
    LSTM(1, 2, bidirectional: true, dtype: $0)
  },
  lstm(
    "two layers, both directions", LSTMShape(inputs: 3, hidden: 4, steps: 5, batch: 2, states: 4)
  ) { LSTM(3, 4, numLayers: 2, bidirectional: true, dtype: $0) },
  lstm("dropout between layers", LSTMShape(inputs: 2, hidden: 3, steps: 4, batch: 2, states: 2)) {
    LSTM(2, 3, numLayers: 2, dropout: 0.4, dtype: $0)
  },
  // Other kernels: the threads share the samples from eight of them on; a panel holds 16 units.
  lstm("nine samples", LSTMShape(inputs: 2, hidden: 3, steps: 4, batch: 9)),
  lstm("more units than a panel", LSTMShape(inputs: 2, hidden: 17, steps: 3, batch: 2)),
  GradCase("LSTM", "no state given", [[4, 2, 3]], { LSTM(3, 2, dtype: $0) }) { lstm, x in
    lstm(x[0]).output
  },
  GradCase("LSTM", "only the last state used", [[4, 2, 3]], { LSTM(3, 2, dtype: $0) }) { lstm, x in
    let state = lstm(x[0]).state
    return state.h * state.c
  },
  GradCase("LSTM", "batch first", [[2, 4, 3]], { LSTM(3, 2, batchFirst: true, dtype: $0) }) {
    lstm, x in lstm(x[0]).output
  },
  GradCase("LSTM", "without a batch", [[4, 3]], { LSTM(3, 2, dtype: $0) }) { lstm, x in
    lstm(x[0]).output
  },
  GradCase("LSTM", "no samples", [[4, 0, 3]], { LSTM(3, 2, dtype: $0) }) { lstm, x in
    lstm(x[0]).output
  },
  // h feeds x: an input that was computed from another one.
  GradCase("LSTM", "a carried state", [[4, 2, 3]], { LSTM(3, 2, dtype: $0) }) { lstm, x in
    let first = lstm(x[0][0..<2])
    return lstm(x[0][2...], first.state).output
  },
]

private struct LSTMShape: Sendable {
  let inputs: Int, hidden: Int, steps: Int, batch: Int
  /// Layers times directions.
  var states = 1
}

/// An LSTM with a state to start from, all of whose results are used.
private func lstm(
  _ remark: String, _ shape: LSTMShape, _ make: (@Sendable (DType) -> LSTM)? = nil
) -> GradCase {
  let state = [shape.states, shape.batch, shape.hidden]
  return GradCase(
    "LSTM", remark, [[shape.steps, shape.batch, shape.inputs], state, state],
    make ?? { LSTM(shape.inputs, shape.hidden, dtype: $0) }
  ) { lstm, x in
    withSeed {
      let (output, last) = lstm(x[0], LSTM.State(h: x[1], c: x[2]))
      return .cat([output.flatten(), last.h.flatten(), last.c.flatten()])
    }
  }
}

/// The same random numbers at every call; the default generator goes on as if nothing had been drawn.
private func withSeed<R>(_ body: () -> R) -> R {
  let state = Generator.default.state
  defer { Generator.default.state = state }
  manualSeed(5)
  return body()
}

private func evaluating<M: Module>(_ module: M) -> M {
  module.eval()
  return module
}
