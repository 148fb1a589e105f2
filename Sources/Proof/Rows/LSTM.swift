import ApusAutograd
import ApusNN
import ApusTensor

func lstmRows(_ table: inout ProofTable) {
  table.topic("LSTM", file: "lstm")
  table.lstm("", options + parts + corners)
  table.lstm("sizes", sizes.only(.torch) + kernelSizes.only(.float32))
  table.lstm(
    "dropout",
    [
      lstm([4, 2, 2], 3, 2, ["dropout": 0.3]),
      lstm([4, 2, 2], 3, 2, ["dropout": 0.5]).only(.torch),
      lstm([4, 2, 2], 3, 2, ["dropout": 1.0]).only(.torch),
      lstm([4, 2, 2], 3, 3, ["dropout": 0.5, "bidirectional": true], order: 1).only(.torch),
      lstm([4, 2, 2], 3, 2, ["dropout": 0.5, "batchFirst": true]).only(.torch),
      lstm([4, 2, 2], 3, 2, ["dropout": 0.5, "isTraining": false]).only(.torch),
      lstm([4, 2], 3, 2, ["dropout": 0.5]).only(.torch),
    ], draws: true)
  carried(&table)
}

/// A call with a state, of samples [steps, samples, inputs]; of one sample alone without the samples' dimension.
private func lstm(
  _ x: Input, _ hidden: Int, _ layers: Int = 1, _ more: [String: Value] = [:], states: Bool = true,
  order: Int? = nil, doubles: Bool = false
) -> Call {
  let isBatchFirst = more["batchFirst"] == true && x.shape.count == 3
  let samples = x.shape.count == 2 ? [] : [x.shape[isBatchFirst ? 0 : 1]]
  let count = layers * (more["bidirectional"] == true ? 2 : 1)
  let state = Input([count] + samples + [hidden])
  let arguments: [String: Value] = [
    "inputs": .whole(x.shape.last!), "hidden": .whole(hidden), "numLayers": .whole(layers),
  ]
  return Call(
    inputs: states ? [x, state, state] : [x], arguments.merging(more) { $1 }, order: order,
    doubles: doubles)
}

extension ProofTable {
  fileprivate mutating func lstm(_ remark: String, _ calls: [Call], draws: Bool = false) {
    module(
      .layer, remark,
      torch: """
        nn.LSTM(inputs, hidden, num_layers=numLayers, bias=bias, batch_first=batchFirst, dropout=dropout, \
        bidirectional=bidirectional).train(isTraining)
        """,
      value: """
        (lambda y, s: [[y, *s, y[..., :hidden], y[..., hidden:]][k] for k in used])\
        (*m(x0, tuple(xs[1:]) or None))
        """,
      calls,
      .init(
        range: -1...1,
        defaults: [
          "bias": true, "batchFirst": false, "dropout": 0.0, "bidirectional": false,
          "isTraining": true, "used": [0, 1, 2],
        ], draws: draws, limitOfBFloat16: 3e-2),
      make: { a, dtype -> LSTM in
        let lstm = LSTM(
          a.inputs, a.hidden, numLayers: a.numLayers, bias: a.bias, batchFirst: a.batchFirst,
          dropout: a.dropout, bidirectional: a.bidirectional, dtype: dtype)
        lstm.train(a.isTraining)
        return lstm
      },
      run: { lstm, x, a in
        let (y, state) = lstm(x[0], x.count > 1 ? LSTM.State(h: x[1], c: x[2]) : nil)
        let (used, half): ([Int], Int) = (a.used, a.hidden)
        return used.map { part in
          switch part {
          case 0: y
          case 1: state.h
          case 2: state.c
          case 3: y[.ellipsis, ..<half]
          default: y[.ellipsis, half...]
          }
        }
      })
  }
}

private let both: [String: Value] = ["bidirectional": true]
private let unbiased: [String: Value] = ["bias": false]
private let batchFirst: [String: Value] = ["batchFirst": true]

private let options: [Call] =
  [
    lstm([5, 3, 4], 6).only(.torch), lstm([5, 3, 4], 6, 2).only(.torch),
    lstm([5, 3, 4], 6, 1, both).only(.torch), lstm([4, 2, 2], 3, 3).only(.torch),
    lstm([4, 2, 2], 3, 2, both).only(.torch), lstm([4, 2, 2], 3, 3, both, order: 1).only(.torch),
    lstm([4, 2], 3, 1, batchFirst).only(.torch), lstm([4, 2, 2], 3, states: false),
    lstm([4, 2, 2], 3, 2, both, states: false, order: 1).only(.torch),
    lstm([4, 2, 2], 3, doubles: true), lstm([4, 2, 2], 3, 2, both, order: 1, doubles: true),
  ]
  + [true, false].flatMap { (states: Bool) -> [Call] in
    // Without states they differ from those with them by zeros alone.
    let order = states ? 2 : 1
    return [
      lstm([2, 4, 2], 2, 1, batchFirst, states: states).only(states ? .torch : nil),
      lstm([4, 2], 2, states: states).only(states ? .torch : nil),
      lstm([4, 2, 2], 2, 1, unbiased, states: states).only(states ? nil : .torch),
      lstm([2, 4, 2], 3, 2, batchFirst.merging(both) { $1 }, states: states, order: order)
        .only(.torch),
      lstm([4, 2], 3, 2, both, states: states, order: order).only(.torch),
      lstm([4, 2, 2], 3, 2, unbiased.merging(both) { $1 }, states: states, order: order)
        .only(.torch),
    ]
  }

/// Gradients that come from a part of the results: output, last h, last c, and each direction's half of the output.
private let parts: [Call] = {
  func used(_ parts: [Int], _ more: [String: Value] = [:]) -> [String: Value] {
    more.merging(["used": .list(parts.map { .whole($0) })]) { $1 }
  }
  let ofTwoLayers: [Call] = [0, 1, 2, 3, 4].map {
    lstm([4, 2, 2], 3, 2, used([$0], both), order: 1).only(.torch)
  }
  return ofTwoLayers + [
    lstm([4, 2, 2], 3, 1, used([0])).only(.torch), lstm([4, 2, 2], 2, 1, used([1])),
    lstm([4, 2, 2], 2, 1, used([2])), lstm([4, 2, 2], 3, 1, used([0, 2])).only(.torch),
    lstm([4, 2, 2], 3, 1, used([3], both)).only(.torch),
    lstm([4, 2, 2], 3, 1, used([4], both)).only(.torch),
    lstm([2, 4, 2], 3, 2, used([1], batchFirst), order: 1).only(.torch),
    lstm([2, 4, 2], 3, 1, used([4], batchFirst.merging(both) { $1 }), states: false, order: 1)
      .only(.torch),
    lstm([4, 2], 3, 1, used([2], unbiased), order: 1).only(.torch),
    lstm([4, 2, 2], 3, 2, used([0], unbiased), states: false, order: 1).only(.torch),
  ]
}()

/// Small enough for differences. The threads share the samples from eight of them on; a panel holds 16 units.
private let corners: [Call] = [
  lstm([3, 1, 1], 2).only(.differences), lstm([1, 2, 2], 2).only(.differences),
  lstm([3, 2, 1], 2, 1, both).only(.differences), lstm([5, 2, 3], 4, 2, both).only(.differences),
  lstm([4, 9, 2], 3).only(.differences), lstm([3, 2, 2], 17).only(.differences),
  lstm([4, 0, 3], 2, states: false).only(.differences),
]

/// And ways in which the input lies. Beyond the first ones they fill several panels and blocks of the kernels:
/// more than 16 and 32 units, more than 6 and 32 samples.
private let sizes: [Call] = [
  lstm(Input([4, 2, 2], .transposed), 3), lstm(Input([4, 2, 2], .gapped), 3),
  lstm(Input([2, 4, 2], .transposed), 3, 1, batchFirst), lstm([1, 2, 2], 3), lstm([4, 1, 2], 3),
  lstm([1, 1, 1], 1), lstm([7, 5, 1], 3), lstm([4, 0, 2], 3, order: 1),
  lstm([3, 9, 2], 17, order: 1), lstm([12, 7, 5], 33, order: 1), lstm([3, 33, 5], 16, order: 1),
  lstm([4, 3, 17], 20, states: false, order: 1), lstm([2, 7, 2], 17, order: 1, doubles: true),
]

/// One sample, fewer than eight (threads share the weights), a block of 32 and one more; one unit, a panel of 16 and
/// one more.
private let kernelSizes: [Call] =
  [lstm([12, 9, 20], 24, 2, both)]
  + [1, 7, 33].flatMap { (samples: Int) -> [Call] in
    [1, 17, 64].map { lstm([9, samples, 5], $0) }
  }

/// States that are used alone, carried along, or all that has a gradient.
private func carried(_ table: inout ProofTable) {
  let make: @Sendable (Values, DType) -> LSTM = { _, dtype in LSTM(3, 2, dtype: dtype) }
  table.module(
    .layer, "an input without gradient", torch: "nn.LSTM(3, 2)",
    value: "m(torch.arange(24, dtype=x0.dtype).reshape(4, 2, 3) * 0.125 - 1.5, (x0, x1))[0]",
    [Call([1, 2, 2], [1, 2, 2])], make: make,
    run: { lstm, x, _ in
      let input = Tensor.arange(24, dtype: x[0].dtype).reshape(4, 2, 3) * 0.125 - 1.5
      return [lstm(input, LSTM.State(h: x[0], c: x[1])).output]
    })
  table.module(
    .layer, "only the last state used", torch: "nn.LSTM(3, 2)",
    value: "(lambda s: s[0] * s[1])(m(x0)[1])", [Call([4, 2, 3])], make: make,
    run: { lstm, x, _ in
      let state = lstm(x[0]).state
      return [state.h * state.c]
    })
  // An input that was computed from another one.
  table.module(
    .layer, "a carried state", torch: "nn.LSTM(3, 2)", value: "m(x0[2:], m(x0[:2])[1])[0]",
    [Call([4, 2, 3])], make: make,
    run: { lstm, x, _ in
      let first = lstm(x[0][0..<2])
      return [lstm(x[0][2...], first.state).output]
    })
}
