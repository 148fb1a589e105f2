import CApusKernels

// One direction of one LSTM layer over a whole sequence, forward and backward.
//
//   i, f, g, o = x_t W_ih^T + b_ih + h_{t-1} W_hh^T + b_hh      (sigmoid, sigmoid, tanh, sigmoid)
//   c_t = f c_{t-1} + i g,   h_t = o tanh(c_t)
//
// Shapes: x [T, N, I], h0 and c0 [N, H], W_ih [4H, I], W_hh [4H, H], biases [4H]; results [T, N, H].
//
// The kernels work on panels (panels.h). x_t and h_{t-1} lie side by side, so that a step is one product
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

/// Gradients of what one direction of one layer gave; nil where nobody used one.
package struct LSTMOutputGradients {
  let output, h, c: NDArray?

  package init(output: NDArray?, h: NDArray?, c: NDArray?) {
    self.output = output?.contiguous()
    self.h = h?.contiguous()
    self.c = c?.contiguous()
  }
}

/// Gradients of everything that one direction of one layer was computed from.
package struct LSTMGradients {
  /// nil where it was not wanted: a first layer's usually is not.
  package let x: NDArray?
  package let h0, c0, inputWeight, hiddenWeight, bias: NDArray
}

/// The backward pass of one forward pass. Where `isLast` it may overwrite what the forward pass saved.
package typealias LSTMPullback = (_ outputs: LSTMOutputGradients, _ needsX: Bool, _ isLast: Bool) ->
  LSTMGradients

/// - Parameter saves: whether the backward pass will be wanted.
/// - Returns: the hidden states of all steps; the last hidden and cell state [N, H].
package func lstmForward(
  _ x: NDArray, h0: NDArray, c0: NDArray, _ weights: LSTMWeights, isReverse: Bool, saves: Bool
) -> (output: NDArray, h: NDArray, c: NDArray, pullback: LSTMPullback?) {
  let layout = LSTMLayout(
    steps: x.dims[0], batch: x.dims[1], inputs: x.dims[2], hidden: h0.dims[1], isReverse: isReverse)
  return x.dtype.acceptFloating(
    "lstm",
    LSTMForward(
      x: x.flatten(0, 1).contiguous(), h0: h0.contiguous(), c0: c0.contiguous(), weights: weights,
      layout: layout, saves: saves))
}

private struct LSTMForward: FloatingVisitor {
  /// [T * N, I]
  let x: NDArray
  let h0, c0: NDArray
  let weights: LSTMWeights
  let layout: LSTMLayout
  let saves: Bool

  typealias Result = (output: NDArray, h: NDArray, c: NDArray, pullback: LSTMPullback?)

  func visit<T: ProductElement>(_: T.Type) -> Result {
    T.multipliesReduced ? run(T.Reduced.self) : run(T.self)
  }

  private func run<Operand: PanelOperand>(_: Operand.Type) -> Result {
    typealias Number = Operand.Sum
    let (steps, batch, hidden) = (layout.steps, layout.batch, layout.hidden)
    let (inputPanels, hiddenPanels) = (layout.inputPanels, layout.hiddenPanels)
    let slots = (steps + 1) * batch
    let xh = Panels<Operand>(inputPanels + hiddenPanels, rows: slots, width: PanelSize.units)
    let c = Panels<Number>(hiddenPanels, rows: slots, width: PanelSize.units)
    // Where nobody reads them again, every step writes its gates over those of the one before; but a narrow batch has
    // the inputs' part of all of them first, unless that is much memory.
    let inputsFirst = layout.isNarrow && (saves || steps * batch <= 4096)
    let keepsGates = saves || inputsFirst
    let gates = Panels<Number>(
      hiddenPanels, rows: keepsGates ? steps * batch : batch, width: PanelSize.columns)
    let output = NDArray(uninitialized: [steps, batch, hidden], Number.dtype)

    let start = layout.rows(0, 0).before
    xh.pack(x, row: layout.slotBefore(0) * batch)
    xh.pack(h0, panel: inputPanels, row: start)
    c.pack(c0, row: start)

    let joined = layout.joined(weights, Operand.self)
    let bias = layout.biasInGateOrder(weights.bias, Number.self)
    if inputsFirst { multiplyInputs(xh, joined, bias, to: gates) }
    let left = inputsFirst ? inputPanels : 0  // panels that are multiplied already
    layout.forEachStep { step, part in
      let at = layout.rows(step, part.firstSample)
      var call = k_lstm_forward(
        part: layout.part(part.samples, part.panels),
        left: xh.pointer(panel: left, row: at.before),
        left_panels: inputPanels + hiddenPanels - left, left_stride: xh.stride,
        weights: joined.pointer() + left * PanelSize.units / Operand.numbers * PanelSize.columns,
        weight_stride: joined.stride, bias: inputsFirst ? nil : bias.elements(as: Number.self),
        c_prev: c.pointer(row: at.before), c: c.pointer(row: at.after), state_stride: c.stride,
        gates: gates.pointer(row: keepsGates ? at.step : part.firstSample),
        gate_stride: gates.stride, h: xh.pointer(panel: inputPanels, row: at.after),
        y: output.sharedElements(as: Number.self) + at.step * hidden)
      Operand.kernels.lstmForward(&call)
    }
    let end = layout.rows(steps - 1, 0)
    var pullback: LSTMPullback?
    if saves {
      let saved = LSTMSaved(weights: weights, layout: layout, xh: xh, c: c, gates: gates)
      pullback = { saved.pullback($0, needsX: $1, isLast: $2) }
    }
    // A copy: a view of the last step would keep the whole sequence alive with the carried state.
    let lastH = output.select(0, layout.time(steps - 1)).copy()
    return (output, lastH, c.unpacked(row: end.after, batch, hidden), pullback)
  }

  /// The inputs' part of the pre-activations of all steps.
  private func multiplyInputs<Operand: PanelOperand>(
    _ xh: Panels<Operand>, _ joined: RightPanels<Operand>, _ bias: NDArray,
    to gates: Panels<Operand.Sum>
  ) {
    let row = layout.slotBefore(0) * layout.batch
    forEachBlock(layout.hiddenPanels) { panel in
      var call = k_lstm_input(
        part: layout.part(layout.steps * layout.batch, panel..<(panel + 1)),
        x: xh.pointer(row: row), x_panels: layout.inputPanels, x_stride: xh.stride,
        weights: joined.pointer(), weight_stride: joined.stride,
        bias: bias.elements(as: Operand.Sum.self), gates: gates.pointer(row: 0),
        gate_stride: gates.stride)
      Operand.kernels.lstmInput(&call)
    }
  }
}

/// What the backward pass needs of the forward pass.
private struct LSTMSaved<Operand: PanelOperand> {
  typealias Number = Operand.Sum

  let weights: LSTMWeights
  let layout: LSTMLayout
  /// Inputs and hidden states side by side, and cell states: `steps + 1` slots.
  let xh: Panels<Operand>
  let c: Panels<Number>
  /// Activations of all gates of all steps.
  let gates: Panels<Number>

  func pullback(_ outputs: LSTMOutputGradients, needsX: Bool, isLast: Bool) -> LSTMGradients {
    let (steps, batch, hidden) = (layout.steps, layout.batch, layout.hidden)
    let hiddenPanels = layout.hiddenPanels
    let inPlace = isLast ? Operand.sharing(gates) : nil
    let dGates =
      inPlace ?? Panels<Operand>(hiddenPanels, rows: steps * batch, width: PanelSize.columns)
    let dBias = NDArray.zeros(
      [layout.blocks, hiddenPanels * PanelSize.columns], dtype: Number.dtype)
    // The gradient of c, from each step to the one before.
    let carry = Panels<Number>(hiddenPanels, rows: batch, width: PanelSize.units)
    carry.pack(outputs.c ?? .zeros([batch, hidden], dtype: Number.dtype), row: 0)
    let toHidden = layout.inGateOrder(weights.hiddenWeight, Operand.self)
    let dX = needsX ? NDArray(uninitialized: [steps, batch, layout.inputs], Number.dtype) : nil
    let toInput = needsX ? layout.inGateOrder(weights.inputWeight, Operand.self) : nil

    layout.forEachStep(backwards: true) { step, part in
      walkBack(step, part, outputs, toHidden, dGates, carry, dBias)
      if let dX, let toInput, !layout.isNarrow {
        let row = layout.rows(step, part.firstSample).step
        multiply(dGates, row, part.samples, toInput, columns: layout.inputs, to: dX, row)
      }
    }
    if let dX, let toInput, layout.isNarrow {
      // All steps at once, to read the weights once.
      multiplyRows(dGates, from: 0, steps * batch, toInput, columns: layout.inputs, to: dX)
    }
    let dH0 = NDArray(uninitialized: [batch, hidden], Number.dtype)
    multiplyRows(
      dGates, from: layout.rows(0, 0).step, batch, toHidden, columns: hidden, to: dH0)

    let (inputWeight, hiddenWeight) = layout.separated(weightGradient(dGates))
    return LSTMGradients(
      x: dX, h0: dH0, c0: carry.unpacked(row: 0, batch, hidden), inputWeight: inputWeight,
      hiddenWeight: hiddenWeight, bias: layout.biasGradient(dBias, Number.self))
  }

  /// The gradients of some pre-activations of a step, from those of the step after it.
  private func walkBack(
    _ step: Int, _ part: LSTMLayout.Part, _ outputs: LSTMOutputGradients,
    _ toHidden: RightPanels<Operand>, _ dGates: Panels<Operand>, _ carry: Panels<Number>,
    _ dBias: NDArray
  ) {
    let (steps, hidden) = (layout.steps, layout.hidden)
    let at = layout.rows(step, part.firstSample)
    let later =
      step == steps - 1 ? nil : dGates.pointer(row: layout.rows(step + 1, part.firstSample).step)
    var call = k_lstm_backward(
      part: layout.part(part.samples, part.panels), d_later: later,
      gate_panels: layout.hiddenPanels, d_stride: dGates.stride, weights: toHidden.pointer(),
      weight_stride: toHidden.stride,
      dy: outputs.output.map { UnsafeRawPointer($0.elements(as: Number.self) + at.step * hidden) },
      dh_last: step == steps - 1
        ? outputs.h.map {
          UnsafeRawPointer($0.elements(as: Number.self) + part.firstSample * hidden)
        } : nil,
      gates: gates.pointer(row: at.step), gate_stride: gates.stride,
      c_prev: c.pointer(row: at.before), c: c.pointer(row: at.after), state_stride: c.stride,
      carry: carry.pointer(row: part.firstSample), carry_stride: carry.stride,
      d_gates: dGates.pointer(row: at.step),
      d_bias: dBias.sharedElements(as: Number.self)
        + part.block * layout.hiddenPanels * PanelSize.columns)
    Operand.kernels.lstmBackward(&call)
  }

  /// Rows of `result` = rows of `dGates` times weights with `columns` columns, on this thread.
  private func multiply(
    _ dGates: Panels<Operand>, _ row: Int, _ rows: Int, _ weights: RightPanels<Operand>,
    columns: Int, to result: NDArray, _ resultRow: Int
  ) {
    Operand.kernels.gateProduct(
      rows, columns, layout.hiddenPanels, dGates.pointer(row: row), dGates.stride,
      weights.pointer(), result.sharedElements(as: Number.self) + resultRow * columns, columns)
  }

  /// The same from the first row of `result` on, on all threads.
  private func multiplyRows(
    _ dGates: Panels<Operand>, from first: Int, _ rows: Int, _ weights: RightPanels<Operand>,
    columns: Int, to result: NDArray
  ) {
    let rowsPerJob = 32
    forEachBlock((rows + rowsPerJob - 1) / rowsPerJob) { job in
      let row = job * rowsPerJob
      multiply(
        dGates, first + row, Swift.min(rowsPerJob, rows - row), weights, columns: columns,
        to: result, row)
    }
  }

  /// The gradient of the joined weights: one product over all steps and samples instead of one a step.
  private func weightGradient(_ dGates: Panels<Operand>) -> RightPanels<Number> {
    let hiddenPanels = layout.hiddenPanels
    let leftPanels = layout.inputPanels + hiddenPanels
    let sums = RightPanels<Number>(hiddenPanels, depth: layout.depth)
    let rows = layout.steps * layout.batch
    let start = layout.slotBefore(0) * layout.batch
    // Rows are summed in blocks whose part of `xh` stays in the second cache while it meets some gate panels: 110
    // GFLOP/s a core with eight panels, 93 with one. A small layer still makes four jobs.
    let rowsPerBlock = 256
    let panelsPerJob = Swift.min(8, Swift.max(1, hiddenPanels / 4))
    forEachBlock((hiddenPanels + panelsPerJob - 1) / panelsPerJob) { job in
      let panels = (job * panelsPerJob)..<Swift.min((job + 1) * panelsPerJob, hiddenPanels)
      sums.pointer(panel: panels.lowerBound).update(
        repeating: 0, count: panels.count * sums.stride)
      let leftScratch = Operand.scratch(rowsPerBlock, leftPanels * PanelSize.units)
      let rightScratch = Operand.scratch(rowsPerBlock, PanelSize.columns)
      for row in stride(from: 0, to: rows, by: rowsPerBlock) {
        let count = Swift.min(rowsPerBlock, rows - row)
        let left = Operand.alongRows(xh, 0..<leftPanels, row: start + row, count, leftScratch)
        for panel in panels {
          let right = Operand.alongRows(dGates, panel..<(panel + 1), row: row, count, rightScratch)
          Operand.kernels.addTransposed(
            (count + Operand.numbers - 1) / Operand.numbers, leftPanels, left.pointer, left.stride,
            right.pointer, sums.pointer(panel: panel))
        }
      }
      withExtendedLifetime((leftScratch, rightScratch)) {}
    }
    return sums
  }
}

extension LSTMLayout {
  fileprivate func part(_ rows: Int, _ panels: Range<Int>) -> k_lstm_part {
    k_lstm_part(
      rows: rows, hidden: hidden, first_panel: panels.lowerBound, end_panel: panels.upperBound)
  }
}
