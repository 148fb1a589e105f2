// One direction of one LSTM layer over a whole sequence, forward and backward.
//
//   i, f, g, o = x_t W_ih^T + b_ih + h_{t-1} W_hh^T + b_hh      (sigmoid, sigmoid, tanh, sigmoid)
//   c_t = f c_{t-1} + i g,   h_t = o tanh(c_t)
//
// Shapes: x [T, N, I], h0 and c0 [N, H], W_ih [4H, I], W_hh [4H, H], biases [4H]; results [T, N, H].

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
  let x, h0, c0: NDArray
  let isReverse: Bool
  /// Activations of all gates [T, N, 4H]; cell and hidden states [T, N, H].
  let gates, c, h: NDArray
}

/// Gradients of everything that one direction of one layer was computed from.
package struct LSTMGradients {
  package var x: NDArray?
  package let h0, c0, inputWeight, hiddenWeight, bias: NDArray
}

/// - Returns: the hidden states of all steps; the last hidden and cell state [N, H].
package func lstmForward(
  _ x: NDArray, h0: NDArray, c0: NDArray, _ weights: LSTMWeights, isReverse: Bool
) -> (output: NDArray, h: NDArray, c: NDArray, saved: LSTMSaved) {
  x.dtype.acceptFloating(
    "lstm",
    LSTMForward(
      x: x.contiguous(), h0: h0.contiguous(), c0: c0.contiguous(), weights: weights,
      isReverse: isReverse))
}

/// - Parameters:
///   - output, h, c: gradients of the results; nil where nobody used one.
///   - needsX: whether the gradient of the input is wanted; a first layer's usually is not.
package func lstmBackward(
  output: NDArray?, h: NDArray?, c: NDArray?, _ saved: LSTMSaved, needsX: Bool
) -> LSTMGradients {
  saved.x.dtype.acceptFloating(
    "lstm",
    LSTMBackward(
      dOutput: output?.contiguous(), dH: h?.contiguous(), dC: c?.contiguous(), saved: saved,
      needsX: needsX))
}

/// How a batch is cut among threads: each block of samples goes through all time steps alone.
private let samplesPerBlock = 32

/// The order in which a direction walks the sequence.
private struct TimeOrder {
  let steps: Int
  let isReverse: Bool
  /// The time of the `k`-th step taken.
  func time(_ k: Int) -> Int { isReverse ? steps - 1 - k : k }
}

private struct LSTMForward: FloatingVisitor {
  let x, h0, c0: NDArray
  let weights: LSTMWeights
  let isReverse: Bool

  func visit<T: NativeScalar>(_: T.Type) -> (
    output: NDArray, h: NDArray, c: NDArray, saved: LSTMSaved
  ) {
    let (steps, batch, inputs) = (x.dims[0], x.dims[1], x.dims[2])
    let hidden = h0.dims[1]
    let gates = NDArray(uninitialized: [steps, batch, 4 * hidden], T.dtype)
    let c = NDArray(uninitialized: [steps, batch, hidden], T.dtype)
    let h = NDArray(uninitialized: [steps, batch, hidden], T.dtype)

    // The inputs of all steps in one product; the recurrent part is added step by step.
    let toGates = Shared(gates.elements(as: T.self))
    parallelGemm(
      steps * batch, 4 * hidden, inputs,
      MatrixOperand(pointer: x.elements(as: T.self), stride: inputs),
      MatrixOperand(
        pointer: weights.inputWeight.elements(as: T.self), stride: inputs, isTransposed: true),
      beta: 0, toGates.pointer, 4 * hidden)

    let (toC, toH) = (Shared(c.elements(as: T.self)), Shared(h.elements(as: T.self)))
    let order = TimeOrder(steps: steps, isReverse: isReverse)
    forEachBlock((batch + samplesPerBlock - 1) / samplesPerBlock) { block in
      let first = block * samplesPerBlock
      let rows = Swift.min(samplesPerBlock, batch - first)
      let recurrent = MatrixOperand(
        pointer: weights.hiddenWeight.elements(as: T.self), stride: hidden, isTransposed: true)
      let bias = weights.bias?.elements(as: T.self)
      var hBefore = h0.elements(as: T.self) + first * hidden
      var cBefore = c0.elements(as: T.self) + first * hidden
      for k in 0..<steps {
        let row = order.time(k) * batch + first
        let gates = toGates.pointer + row * 4 * hidden
        T.gemm(
          rows, 4 * hidden, hidden, MatrixOperand(pointer: hBefore, stride: hidden), recurrent,
          beta: 1, gates, 4 * hidden)
        let (c, h) = (toC.pointer + row * hidden, toH.pointer + row * hidden)
        T.lstmCellForward(rows, hidden, gates, bias, cBefore, c, h)
        (hBefore, cBefore) = (UnsafePointer(h), UnsafePointer(c))
      }
    }
    let last = order.time(steps - 1)
    let saved = LSTMSaved(
      weights: weights, x: x, h0: h0, c0: c0, isReverse: isReverse, gates: gates, c: c, h: h)
    // Copies: a view of the last step would keep the whole sequence alive with the carried state.
    return (h, h.select(0, last).copy(), c.select(0, last).copy(), saved)
  }
}

private struct LSTMBackward: FloatingVisitor {
  let dOutput, dH, dC: NDArray?
  let saved: LSTMSaved
  let needsX: Bool

  func visit<T: NativeScalar>(_: T.Type) -> LSTMGradients {
    let (steps, batch) = (saved.x.dims[0], saved.x.dims[1])
    let hidden = saved.h0.dims[1]
    let dGates = NDArray(uninitialized: [steps, batch, 4 * hidden], T.dtype)
    let dH0 = dH?.copy() ?? .zeros([batch, hidden], dtype: T.dtype)
    let dC0 = dC?.copy() ?? .zeros([batch, hidden], dtype: T.dtype)
    walkBack(T.self, steps, batch, hidden, dGates, dH0, dC0)
    var gradients = LSTMGradients(
      h0: dH0, c0: dC0, inputWeight: weightGradient(dGates, saved.x),
      hiddenWeight: hiddenWeightGradient(dGates),
      bias: NDArray([4 * hidden], of: T.self) { sums in
        sums.update(repeating: 0, count: 4 * hidden)
        T.columnSums(dGates.elements(as: T.self), steps * batch, 4 * hidden, sums)
      })
    if needsX {
      gradients.x = dGates.matmul(saved.weights.inputWeight)
    }
    return gradients
  }

  /// Fills `dGates` with the gradients of the pre-activations, from the last step taken to the first.
  /// `dHidden` and `dCell` come in as the gradients of the last states and leave as those of the first.
  private func walkBack<T: NativeScalar>(
    _: T.Type, _ steps: Int, _ batch: Int, _ hidden: Int, _ dGates: NDArray, _ dHidden: NDArray,
    _ dCell: NDArray
  ) {
    let order = TimeOrder(steps: steps, isReverse: saved.isReverse)
    let toGates = Shared(dGates.elements(as: T.self))
    let (toH, toC) = (Shared(dHidden.elements(as: T.self)), Shared(dCell.elements(as: T.self)))
    forEachBlock((batch + samplesPerBlock - 1) / samplesPerBlock) { block in
      let first = block * samplesPerBlock
      let rows = Swift.min(samplesPerBlock, batch - first)
      let recurrent = MatrixOperand(
        pointer: saved.weights.hiddenWeight.elements(as: T.self), stride: hidden)
      let (c, gates) = (saved.c.elements(as: T.self), saved.gates.elements(as: T.self))
      let (dh, dc) = (toH.pointer + first * hidden, toC.pointer + first * hidden)
      for k in (0..<steps).reversed() {
        let row = order.time(k) * batch + first
        if let from = dOutput?.elements(as: T.self) {
          let dOut = from + row * hidden
          for i in 0..<(rows * hidden) { dh[i] += dOut[i] }
        }
        let dGates = toGates.pointer + row * 4 * hidden
        dGates.update(from: gates + row * 4 * hidden, count: rows * 4 * hidden)
        let cBefore =
          k == 0
          ? saved.c0.elements(as: T.self) + first * hidden
          : c + (order.time(k - 1) * batch + first) * hidden
        T.lstmCellBackward(rows, hidden, dGates, cBefore, c + row * hidden, dh, dc)
        T.gemm(
          rows, hidden, 4 * hidden, MatrixOperand(pointer: dGates, stride: 4 * hidden), recurrent,
          beta: 0, dh, hidden)
      }
    }
  }

  /// dGates^T x over all steps and samples: one product instead of one a step.
  private func weightGradient(_ dGates: NDArray, _ x: NDArray) -> NDArray {
    dGates.flatten(0, 1).T.matmul(x.flatten(0, 1))
  }

  /// The same with the hidden states that went into each step: h0, then all but the last.
  private func hiddenWeightGradient(_ dGates: NDArray) -> NDArray {
    let steps = dGates.dims[0]
    let order = TimeOrder(steps: steps, isReverse: saved.isReverse)
    let start = dGates.select(0, order.time(0)).T.matmul(saved.h0)
    if steps == 1 { return start }
    // In memory the steps that went before lie one place to the left, or right when walking back.
    let (to, from) = saved.isReverse ? (0, 1) : (1, 0)
    return start
      + weightGradient(
        dGates.narrow(0, start: to, length: steps - 1),
        saved.h.narrow(0, start: from, length: steps - 1))
  }
}
