import ApusTensor

/// The parameters of one direction of one layer: [4H, in], [4H, H], [4H], [4H].
package struct LSTMLayerWeights {
  let inputWeight, hiddenWeight: Tensor
  let inputBias, hiddenBias: Tensor?

  package init(
    inputWeight: Tensor, hiddenWeight: Tensor, inputBias: Tensor?, hiddenBias: Tensor?
  ) {
    (self.inputWeight, self.hiddenWeight) = (inputWeight, hiddenWeight)
    (self.inputBias, self.hiddenBias) = (inputBias, hiddenBias)
  }

  fileprivate var list: [Tensor] {
    [inputWeight, hiddenWeight] + (inputBias.map { [$0, hiddenBias!] } ?? [])
  }
}

/// One direction of one LSTM layer: x [T, N, in], h0 and c0 [N, H] to outputs [T, N, H] and the last
/// states [N, H].
///
/// Fused, because a sequence of 160 steps would otherwise be 2,000 small operations.
package func lstmLayer(
  _ x: Tensor, h0: Tensor, c0: Tensor, _ weights: LSTMLayerWeights, isReverse: Bool
) -> (output: Tensor, h: Tensor, c: Tensor) {
  let bias = weights.inputBias.map { $0.array + weights.hiddenBias!.array }
  let kernelWeights = LSTMWeights(
    inputWeight: weights.inputWeight.array, hiddenWeight: weights.hiddenWeight.array, bias: bias)
  let inputs = [x, h0, c0] + weights.list
  let (output, h, c, pullback) = lstmForward(
    x.array, h0: h0.array, c0: c0.array, kernelWeights, isReverse: isReverse,
    saves: Tensor.isRecorded(inputs))
  guard let pullback else { return (Tensor(output), Tensor(h), Tensor(c)) }
  let results = Tensor.fused(
    inputs: inputs, outputs: [output, h, c],
    overwritingBackward: { gradients, needs, isLast in
      let outputs = LSTMOutputGradients(output: gradients[0], h: gradients[1], c: gradients[2])
      let found = pullback(outputs, needs[0], isLast)
      let ofWeights: [NDArray?] = [found.inputWeight, found.hiddenWeight, found.bias, found.bias]
      return [found.x, found.h0, found.c0] + ofWeights.prefix(needs.count - 3)
    },
    twin: { lstmLayerTwin($0, isReverse: isReverse) })
  return (results[0], results[1], results[2])
}

/// The same composed of primitives, step by step.
package func lstmLayerTwin(_ inputs: [Tensor], isReverse: Bool) -> [Tensor] {
  let x = inputs[0]
  var (h, c) = (inputs[1], inputs[2])
  let (inputWeight, hiddenWeight) = (inputs[3].T, inputs[4].T)
  let size = h.shape[1]
  var outputs: [Tensor] = []
  let times = Array(0..<x.shape[0])
  for t in isReverse ? times.reversed() : times {
    var gates = x[t].matmul(inputWeight) + h.matmul(hiddenWeight)
    if inputs.count > 5 { gates = gates + inputs[5] + inputs[6] }
    let (i, f) = (gates[0..., 0..<size].sigmoid(), gates[0..., size..<(2 * size)].sigmoid())
    let g = gates[0..., (2 * size)..<(3 * size)].tanh()
    let o = gates[0..., (3 * size)...].sigmoid()
    c = f * c + i * g
    h = o * c.tanh()
    outputs.append(h)
  }
  return [.stack(isReverse ? outputs.reversed() : outputs), h, c]
}
