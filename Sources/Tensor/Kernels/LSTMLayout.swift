import CKernels

/// How one direction of an LSTM layer lies in panels.
///
/// Hidden and cell states have `steps + 1` slots of N rows: the state before a step and the one after it are
/// neighbours, and x_t lies in the same rows as the h that goes into its step. Walking back, the order of
/// the slots is the same, and that of the steps is turned round.
struct LSTMLayout: Sendable {
  let steps: Int, batch: Int, inputs: Int, hidden: Int
  let isReverse: Bool

  var inputPanels: Int { Panels.count(inputs) }
  var hiddenPanels: Int { Panels.count(hidden) }
  /// Rows of the joined weights: inputs, then hidden units, each filled up to whole panels.
  var depth: Int { (inputPanels + hiddenPanels) * Panels.units }

  /// The slot of the state that goes into the step at `time`, and of x; and of the state that comes out.
  func slotBefore(_ time: Int) -> Int { isReverse ? time + 1 : time }
  private func slotAfter(_ time: Int) -> Int { isReverse ? time : time + 1 }

  /// The time of the `k`-th step taken.
  func time(_ k: Int) -> Int { isReverse ? steps - 1 - k : k }

  /// Where the samples from `first` on lie at the `k`-th step taken: among the steps, and among the states
  /// before and after it.
  func rows(_ k: Int, _ first: Int) -> (step: Int, before: Int, after: Int) {
    let time = time(k)
    return (
      time * batch + first, slotBefore(time) * batch + first, slotAfter(time) * batch + first
    )
  }

  func shape(rows: Int, _ states: Panels, _ gates: Panels, _ carry: Panels? = nil) -> k_lstm_shape {
    k_lstm_shape(
      rows: rows, xh_panels: inputPanels + hiddenPanels, hidden: hidden,
      hidden_panels: hiddenPanels, stride: states.stride, gate_stride: gates.stride,
      carry_stride: carry?.stride ?? 0)
  }

  /// Cuts the batch among threads: each block of samples goes through all time steps alone, so that threads
  /// meet once a layer, not once a step.
  func forEachBlockOfSamples(_ body: @Sendable (_ block: Int, _ first: Int, _ rows: Int) -> Void) {
    forEachBlock(blocks) { block in
      let first = block * LSTMLayout.samplesPerBlock
      body(block, first, Swift.min(LSTMLayout.samplesPerBlock, batch - first))
    }
  }
  /// Enough rows to hide the reading of the weights, few enough for two threads and a batch of 64.
  private static let samplesPerBlock = 32
  /// Number of blocks of samples.
  var blocks: Int { (batch + LSTMLayout.samplesPerBlock - 1) / LSTMLayout.samplesPerBlock }
}

// MARK: - Weights

extension LSTMLayout {
  /// Calls `body` for the four gates of a panel's units: where they stand among the 4H rows of a weight, and
  /// among the panel's 64 columns.
  private func forEachGate(_ panel: Int, _ body: (_ row: Int, _ column: Int) -> Void) {
    for gate in 0..<4 { body(gate * hidden + panel * Panels.units, gate * Panels.units) }
  }

  /// Right panels [hiddenPanels][depth][64] of W_ih^T above W_hh^T: what x and h are multiplied with.
  func joined<T: NativeScalar>(_ weights: LSTMWeights, _: T.Type) -> NDArray {
    let result = NDArray(uninitialized: [hiddenPanels, depth, Panels.columns], T.dtype)
    forEachBlock(hiddenPanels) { panel in
      var to = result.sharedElements(as: T.self) + panel * depth * Panels.columns
      for (weight, panels) in parts(weights.inputWeight, weights.hiddenWeight) {
        let (from, columns) = (weight.elements(as: T.self), weight.dims[1])
        forEachGate(panel) { row, column in
          (to + column).pack(
            MatrixOperand(pointer: from + row * columns, stride: columns, isTransposed: true),
            filled: (columns, unitsInPanel(panel, of: hidden)), rows: panels * Panels.units,
            width: Panels.units, step: Panels.columns)
        }
        to += panels * Panels.units * Panels.columns
      }
    }
    return result
  }

  /// The reverse of `joined`, for gradients: W_ih and W_hh.
  func separated<T: NativeScalar>(_ joined: NDArray, _: T.Type) -> (NDArray, NDArray) {
    let inputWeight = NDArray(uninitialized: [4 * hidden, inputs], T.dtype)
    let hiddenWeight = NDArray(uninitialized: [4 * hidden, hidden], T.dtype)
    forEachBlock(hiddenPanels) { panel in
      var from = joined.elements(as: T.self) + panel * depth * Panels.columns
      for (weight, panels) in parts(inputWeight, hiddenWeight) {
        let (to, columns) = (weight.sharedElements(as: T.self), weight.dims[1])
        forEachGate(panel) { row, column in
          MatrixOperand(pointer: from + column, stride: Panels.columns, isTransposed: true).copy(
            rows: unitsInPanel(panel, of: hidden), columns: columns, to: to + row * columns,
            step: columns)
        }
        from += panels * Panels.units * Panels.columns
      }
    }
    return (inputWeight, hiddenWeight)
  }

  /// Both weights and how many unit panels their columns fill, in the order in which they are joined.
  private func parts(_ inputWeight: NDArray, _ hiddenWeight: NDArray) -> [(NDArray, Int)] {
    [(inputWeight, inputPanels), (hiddenWeight, hiddenPanels)]
  }

  /// Right panels [columns / 64][64 * hiddenPanels][64] of a weight [4H, columns], its rows in the order of
  /// gate panels: what the gradients of the pre-activations are multiplied with.
  func inGateOrder<T: NativeScalar>(_ weight: NDArray, _: T.Type) -> NDArray {
    let columns = weight.dims[1]
    let depth = hiddenPanels * Panels.columns
    let count = (columns + Panels.columns - 1) / Panels.columns
    let result = NDArray(uninitialized: [count, depth, Panels.columns], T.dtype)
    forEachBlock(count) { right in
      let left = right * Panels.columns
      let (from, to) = (weight.elements(as: T.self) + left, result.sharedElements(as: T.self))
      for panel in 0..<hiddenPanels {
        forEachGate(panel) { row, position in
          (to + (right * depth + panel * Panels.columns + position) * Panels.columns).pack(
            MatrixOperand(pointer: from + row * columns, stride: columns),
            filled: (
              unitsInPanel(panel, of: hidden), Swift.min(Panels.columns, columns - left)
            ),
            rows: Panels.units, width: Panels.columns, step: Panels.columns)
        }
      }
    }
    return result
  }

  /// A bias [4H] in the order of gate panels; zeros if there is none.
  func biasInGateOrder<T: NativeScalar>(_ bias: NDArray?, _: T.Type) -> NDArray {
    let result = NDArray.zeros([hiddenPanels * Panels.columns], dtype: T.dtype)
    guard let bias else { return result }
    let (from, to) = (bias.elements(as: T.self), result.sharedElements(as: T.self))
    for panel in 0..<hiddenPanels {
      forEachGate(panel) { row, column in
        (to + panel * Panels.columns + column)
          .update(from: from + row, count: unitsInPanel(panel, of: hidden))
      }
    }
    return result
  }

  /// The gradient of the bias [4H], from its parts [blocks][64 * hiddenPanels].
  func biasGradient<T: NativeScalar>(_ parts: NDArray, _: T.Type) -> NDArray {
    let sums = parts.sum(dim: 0)
    let result = NDArray(uninitialized: [4 * hidden], T.dtype)
    let (from, to) = (sums.elements(as: T.self), result.sharedElements(as: T.self))
    withExtendedLifetime(sums) {
      for panel in 0..<hiddenPanels {
        forEachGate(panel) { row, column in
          (to + row).update(
            from: from + panel * Panels.columns + column, count: unitsInPanel(panel, of: hidden))
        }
      }
    }
    return result
  }
}
