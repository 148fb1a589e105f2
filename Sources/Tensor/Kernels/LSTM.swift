// One direction of one LSTM layer over a whole sequence, forward and backward.
//
//   i, f, g, o = x_t W_ih^T + b_ih + h_{t-1} W_hh^T + b_hh      (sigmoid, sigmoid, tanh, sigmoid)
//   c_t = f c_{t-1} + i g,   h_t = o tanh(c_t)
//
// Shapes: x [T, N, I], h0 and c0 [N, H], W_ih [4H, I], W_hh [4H, H], biases [4H]; results [T, N, H].
//
// The kernels work on panels (CKernels.h). x_t and h_{t-1} lie side by side, so that a step is one product
// with both weights, whose tiles become gates and states while they are in the innermost cache; the gradient of
// both weights is one product over all steps.

/// The weights of one direction of one layer.
package struct LSTMWeights {
  package let inputWeight, hiddenWeight: NDArray
  /// The sum of both biases: they are only ever used together.
  package let bias: NDArray?

  package init(inputWeight: NDArray, hiddenWeight: NDArray, bias: NDArray?) {
    self.inputWeight = inputWeight.contiguous()
    self.hiddenWeight = hiddenWeight.contiguous()
    self.bias = bias?.contiguous()
  }
}

/// What the backward pass needs of the forward pass.
package struct LSTMSaved {
  let weights: LSTMWeights
  let layout: LSTMLayout
  /// Inputs and hidden states side by side, and cell states: `steps + 1` slots.
  let xh, c: Panels
  /// Activations of all gates of all steps.
  let gates: Panels
}

/// Gradients of everything that one direction of one layer was computed from.
package struct LSTMGradients {
  package let x: NDArray?
  package let h0, c0, inputWeight, hiddenWeight, bias: NDArray
}

/// - Parameter saves: whether the backward pass will be wanted.
/// - Returns: the hidden states of all steps; the last hidden and cell state [N, H].
package func lstmForward(
  _ x: NDArray, h0: NDArray, c0: NDArray, _ weights: LSTMWeights, isReverse: Bool, saves: Bool
) -> (output: NDArray, h: NDArray, c: NDArray, saved: LSTMSaved?) {
  let layout = LSTMLayout(
    steps: x.dims[0], batch: x.dims[1], inputs: x.dims[2], hidden: h0.dims[1], isReverse: isReverse)
  return x.dtype.acceptFloating(
    "lstm",
    LSTMForward(
      x: x.flatten(0, 1).contiguous(), h0: h0.contiguous(), c0: c0.contiguous(), weights: weights,
      layout: layout, saves: saves))
}

/// - Parameters:
///   - output, h, c: gradients of the results; nil where nobody used one.
///   - needsX: whether the gradient of the input is wanted; a first layer's usually is not.
package func lstmBackward(
  output: NDArray?, h: NDArray?, c: NDArray?, _ saved: LSTMSaved, needsX: Bool
) -> LSTMGradients {
  saved.gates.array.dtype.acceptFloating(
    "lstm",
    LSTMBackward(
      dOutput: output?.contiguous(), dH: h?.contiguous(), dC: c?.contiguous(), saved: saved,
      needsX: needsX))
}

private struct LSTMForward: FloatingVisitor {
  /// [T * N, I]
  let x: NDArray
  let h0, c0: NDArray
  let weights: LSTMWeights
  let layout: LSTMLayout
  let saves: Bool

  func visit<T: NativeScalar>(_: T.Type) -> (
    output: NDArray, h: NDArray, c: NDArray, saved: LSTMSaved?
  ) {
    let (steps, batch, hidden) = (layout.steps, layout.batch, layout.hidden)
    let (inputPanels, hiddenPanels) = (layout.inputPanels, layout.hiddenPanels)
    let slots = (steps + 1) * batch
    let xh = Panels(inputPanels + hiddenPanels, rows: slots, width: Panels.units, T.dtype)
    let c = Panels(hiddenPanels, rows: slots, width: Panels.units, T.dtype)
    // Where nothing is saved, every step writes its gates over those of the one before.
    let gates = Panels(
      hiddenPanels, rows: saves ? steps * batch : batch, width: Panels.columns, T.dtype)
    let output = NDArray(uninitialized: [steps, batch, hidden], T.dtype)

    let start = layout.rows(0, 0).before
    x.pack(into: xh, row: layout.slotBefore(0) * batch, T.self)
    h0.pack(into: xh, panel: inputPanels, row: start, T.self)
    c0.pack(into: c, row: start, T.self)

    let joined = layout.joined(weights, T.self)
    let bias = layout.biasInGateOrder(weights.bias, T.self)
    layout.forEachBlockOfSamples { _, first, rows in
      var shape = layout.shape(rows: rows, xh, gates)
      for step in 0..<steps {
        let at = layout.rows(step, first)
        T.panels.lstmForward(
          &shape, xh.pointer(row: at.before, T.self), joined.elements(as: T.self),
          bias.elements(as: T.self), c.pointer(row: at.before, T.self),
          gates.pointer(row: saves ? at.step : first, T.self), c.pointer(row: at.after, T.self),
          xh.pointer(panel: inputPanels, row: at.after, T.self),
          output.sharedElements(as: T.self) + at.step * hidden)
      }
    }
    let end = layout.rows(steps - 1, 0)
    let lastC = NDArray.unpacked(c, row: end.after, batch, hidden, T.self)
    // A copy: a view of the last step would keep the whole sequence alive with the carried state.
    return (
      output, output.select(0, layout.time(steps - 1)).copy(), lastC,
      saves ? LSTMSaved(weights: weights, layout: layout, xh: xh, c: c, gates: gates) : nil
    )
  }
}

private struct LSTMBackward: FloatingVisitor {
  let dOutput, dH, dC: NDArray?
  let saved: LSTMSaved
  let needsX: Bool

  private var layout: LSTMLayout { saved.layout }

  func visit<T: NativeScalar>(_: T.Type) -> LSTMGradients {
    let (steps, batch, hidden) = (layout.steps, layout.batch, layout.hidden)
    let hiddenPanels = layout.hiddenPanels
    let dGates = Panels(hiddenPanels, rows: steps * batch, width: Panels.columns, T.dtype)
    let dX = needsX ? NDArray(uninitialized: [steps, batch, layout.inputs], T.dtype) : nil
    let dBias = NDArray.zeros([layout.blocks, hiddenPanels * Panels.columns], dtype: T.dtype)
    // The gradient of c, from each step to the one before.
    let carry = Panels(hiddenPanels, rows: batch, width: Panels.units, T.dtype)
    (dC ?? .zeros([batch, hidden], dtype: T.dtype)).pack(into: carry, row: 0, T.self)

    let dH0 = walkBack(T.self, dGates, carry, dX: dX, dBias: dBias)
    let (inputWeight, hiddenWeight) = layout.separated(weightGradient(dGates, T.self), T.self)
    return LSTMGradients(
      x: dX, h0: dH0, c0: .unpacked(carry, row: 0, batch, hidden, T.self),
      inputWeight: inputWeight, hiddenWeight: hiddenWeight,
      bias: layout.biasGradient(dBias, T.self))
  }

  /// From the last step taken to the first: fills its arguments and returns the gradient of h0.
  private func walkBack<T: NativeScalar>(
    _: T.Type, _ dGates: Panels, _ carry: Panels, dX: NDArray?, dBias: NDArray
  ) -> NDArray {
    let (steps, batch, hidden) = (layout.steps, layout.batch, layout.hidden)
    let hiddenPanels = layout.hiddenPanels
    let dH0 = NDArray(uninitialized: [batch, hidden], T.dtype)
    let toHidden = layout.inGateOrder(saved.weights.hiddenWeight, T.self)
    let toInput = dX.map { _ in layout.inGateOrder(saved.weights.inputWeight, T.self) }

    layout.forEachBlockOfSamples { block, first, rows in
      var shape = layout.shape(rows: rows, saved.xh, saved.gates, carry)
      var later: UnsafePointer<T>?
      for step in (0..<steps).reversed() {
        let at = layout.rows(step, first)
        let toGates = dGates.pointer(row: at.step, T.self)
        T.panels.lstmBackward(
          &shape, later, toHidden.elements(as: T.self),
          dOutput.map { $0.elements(as: T.self) + at.step * hidden },
          step == steps - 1 ? dH.map { $0.elements(as: T.self) + first * hidden } : nil,
          saved.gates.pointer(row: at.step, T.self), saved.c.pointer(row: at.before, T.self),
          saved.c.pointer(row: at.after, T.self), carry.pointer(row: first, T.self), toGates,
          dBias.sharedElements(as: T.self) + block * hiddenPanels * Panels.columns)
        if let dX, let toInput {
          T.panels.gateProduct(
            rows, layout.inputs, hiddenPanels, toGates, dGates.stride, toInput.elements(as: T.self),
            dX.sharedElements(as: T.self) + at.step * layout.inputs, layout.inputs)
        }
        later = UnsafePointer(toGates)
      }
      T.panels.gateProduct(
        rows, hidden, hiddenPanels, later!, dGates.stride, toHidden.elements(as: T.self),
        dH0.sharedElements(as: T.self) + first * hidden, hidden)
    }
    return dH0
  }

  /// The gradient of the joined weights: one product over all steps and samples instead of one a step.
  private func weightGradient<T: NativeScalar>(_ dGates: Panels, _: T.Type) -> NDArray {
    let hiddenPanels = layout.hiddenPanels
    let sums = NDArray.zeros([hiddenPanels, layout.depth, Panels.columns], dtype: T.dtype)
    let rows = layout.steps * layout.batch
    let start = layout.slotBefore(0) * layout.batch
    // Rows are summed in blocks whose part of `xh` stays in the second cache while it meets some gate panels: 110
    // GFLOP/s a core with eight panels, 93 with one. A small layer still makes four jobs.
    let rowsPerBlock = 256
    let panelsPerJob = Swift.min(8, Swift.max(1, hiddenPanels / 4))
    forEachBlock((hiddenPanels + panelsPerJob - 1) / panelsPerJob) { job in
      let panels = (job * panelsPerJob)..<Swift.min((job + 1) * panelsPerJob, hiddenPanels)
      for row in stride(from: 0, to: rows, by: rowsPerBlock) {
        for panel in panels {
          T.panels.addTransposed(
            Swift.min(rowsPerBlock, rows - row), layout.depth / Panels.units,
            saved.xh.pointer(row: start + row, T.self), saved.xh.stride,
            dGates.pointer(panel: panel, row: row, T.self),
            sums.sharedElements(as: T.self) + panel * layout.depth * Panels.columns)
        }
      }
    }
    return sums
  }
}
