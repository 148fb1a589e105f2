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
      rows: rows, input_panels: inputPanels + hiddenPanels, hidden: hidden,
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
  private static let samplesPerBlock = 32
  var blocks: Int { (batch + LSTMLayout.samplesPerBlock - 1) / LSTMLayout.samplesPerBlock }
}

// MARK: - Weights

/// The four gates' rows of 16 units: where they stand in a weight [4H, ...] and in a panel of 64 columns.
private func forEachGate(
  _ layout: LSTMLayout, panel: Int, _ body: (_ row: Int, _ column: Int, _ units: Int) -> Void
) {
  let units = unitsInPanel(panel, of: layout.hidden)
  for gate in 0..<4 {
    body(gate * layout.hidden + panel * Panels.units, gate * Panels.units, units)
  }
}

extension LSTMLayout {
  /// Right panels [hiddenPanels][depth][64] of W_ih^T above W_hh^T: what x and h are multiplied with.
  func joined<T: NativeScalar>(_ weights: LSTMWeights, _: T.Type) -> NDArray {
    let result = NDArray(uninitialized: [hiddenPanels, depth, Panels.columns], T.dtype)
    forEachBlock(hiddenPanels) { panel in
      var to = result.sharedElements(as: T.self) + panel * depth * Panels.columns
      for (weight, panels) in [
        (weights.inputWeight, inputPanels), (weights.hiddenWeight, hiddenPanels),
      ] {
        let columns = weight.dims[1]
        forEachGate(self, panel: panel) { row, column, units in
          T.panels.pack(
            weight.elements(as: T.self) + row * columns, 1, columns, columns, units, to + column,
            Panels.columns, panels * Panels.units)
        }
        to += panels * Panels.units * Panels.columns
      }
    }
    return result
  }

  /// The reverse of `joined`, for the gradients: W_ih and W_hh.
  func separated<T: NativeScalar>(_ joined: NDArray, _: T.Type) -> (NDArray, NDArray) {
    let inputWeight = NDArray(uninitialized: [4 * hidden, inputs], T.dtype)
    let hiddenWeight = NDArray(uninitialized: [4 * hidden, hidden], T.dtype)
    forEachBlock(hiddenPanels) { panel in
      var from = joined.elements(as: T.self) + panel * depth * Panels.columns
      for (weight, panels) in [(inputWeight, inputPanels), (hiddenWeight, hiddenPanels)] {
        let columns = weight.dims[1]
        forEachGate(self, panel: panel) { row, column, units in
          T.panels.unpack(
            from + column, Panels.columns, columns, units,
            weight.sharedElements(as: T.self) + row * columns, 1, columns)
        }
        from += panels * Panels.units * Panels.columns
      }
    }
    return (inputWeight, hiddenWeight)
  }

  /// Right panels [columns / 64][64 * hiddenPanels][64] of a weight [4H, columns], its rows in the order of gate panels:
  /// what the gradients of the pre-activations are multiplied with.
  func inGateOrder<T: NativeScalar>(_ weight: NDArray, _: T.Type) -> NDArray {
    let columns = weight.dims[1]
    let depth = hiddenPanels * Panels.columns
    let count = (columns + Panels.columns - 1) / Panels.columns
    let result = NDArray(uninitialized: [count, depth, Panels.columns], T.dtype)
    forEachBlock(count) { right in
      for quarter in 0..<(Panels.columns / Panels.units) {
        let left = right * Panels.columns + quarter * Panels.units
        for panel in 0..<hiddenPanels {
          forEachGate(self, panel: panel) { row, column, units in
            let at = (right * depth + panel * Panels.columns + column) * Panels.columns
            T.panels.pack(
              weight.elements(as: T.self) + row * columns + Swift.min(left, columns), columns, 1, units,
              Swift.max(0, Swift.min(Panels.units, columns - left)),
              result.sharedElements(as: T.self) + at + quarter * Panels.units, Panels.columns,
              Panels.units)
          }
        }
      }
    }
    return result
  }

  /// A bias [4H] in the order of gate panels; zeros if there is none.
  func biasInGateOrder<T: NativeScalar>(_ bias: NDArray?, _: T.Type) -> NDArray {
    guard let bias else { return .zeros([hiddenPanels * Panels.columns], dtype: T.dtype) }
    return NDArray([hiddenPanels * Panels.columns], of: T.self) { to in
      for panel in 0..<hiddenPanels {
        forEachGate(self, panel: panel) { row, column, units in
          T.panels.pack(
            bias.elements(as: T.self) + row, 0, 1, 1, units, to + panel * Panels.columns + column,
            Panels.units, 1)
        }
      }
    }
  }

  /// The reverse, from the sums over `blocks` blocks of samples [blocks][64 * hiddenPanels].
  func biasGradient<T: NativeScalar>(_ sums: NDArray, _: T.Type) -> NDArray {
    let total = sums.sum(dim: 0)
    return NDArray([4 * hidden], of: T.self) { to in
      for panel in 0..<hiddenPanels {
        forEachGate(self, panel: panel) { row, column, units in
          T.panels.unpack(
            total.elements(as: T.self) + panel * Panels.columns + column, 0, 1, units, to + row, 0, 1)
        }
      }
    }
  }
}
