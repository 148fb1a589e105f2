import ApusAutograd
import ApusNN
import ApusTensor

/// Mistakes in the derivative of an LSTM layer: each is the right derivative of a wrong layer.
let lstmMutants: [Mutant] = LSTMMistake.allCases.map { mistake in
  Mutant(mistake.rawValue, Rule(step: "lstmLayer", input: nil)) { example in
    // The wrong layer goes forwards only.
    let isReversed = (example.target(.float64).module as? LSTM)?.bidirectional == true
    return { right, site in
      if isReversed { return nil }
      let inputs = site.inputs.map { $0! }
      var upstream = site.upstream
      if mistake == .lastHidden { upstream[1] = nil }
      if mistake == .lastCell { upstream[2] = nil }
      let needs = inputs.indices.map { $0 == site.input }
      return derivative(
        of: { wrongLSTMLayer($0, mistake) }, at: inputs, upstream, needs, recorded: site.isRecorded
      )[site.input]!
    }
  }
}

private enum LSTMMistake: String, CaseIterable, Sendable {
  case swappedGates = "input and forget gates swapped"
  case otherOrder = "cell and output gates swapped"
  case hiddenNotCarried = "the hidden state's gradient is not carried back"
  case cellNotCarried = "the cell state's gradient is not carried back"
  case forgetGate = "the forget gate has no gradient"
  case inputGate = "the input gate has no gradient"
  case outputGate = "the output gate has no gradient"
  case cellTanh = "the cell's tanh is taken for the identity"
  case lastHidden = "the gradient of the last hidden state is dropped"
  case lastCell = "the gradient of the last cell state is dropped"
  case lastStepOnly = "weights get the gradient of the last step only"
  case firstSampleOnly = "biases get the gradient of the first sample only"
}

/// A layer with a mistake, step by step.
private func wrongLSTMLayer(_ inputs: [Tensor], _ mistake: LSTMMistake) -> [Tensor] {
  let x = inputs[0]
  var (h, c) = (inputs[1], inputs[2])
  let (batch, size) = (h.shape[0], h.shape[1])
  var outputs: [Tensor] = []
  for t in 0..<x.shape[0] {
    let isKept = mistake != .lastStepOnly || t == x.shape[0] - 1
    let weights = inputs[3...].map { isKept ? $0 : $0.detach() }
    if mistake == .hiddenNotCarried && t > 0 { h = h.detach() }
    if mistake == .cellNotCarried && t > 0 { c = c.detach() }
    var sums = x[t].matmul(weights[0].T) + h.matmul(weights[1].T)
    for bias in weights[2...] {
      let rows = (0..<batch).map { mistake == .firstSampleOnly && $0 > 0 ? bias.detach() : bias }
      if batch > 0 { sums = sums + .stack(rows) }
    }
    var blocks = (0..<4).map { sums[0..., ($0 * size)..<(($0 + 1) * size)] }
    if mistake == .swappedGates { blocks.swapAt(0, 1) }
    if mistake == .otherOrder { blocks.swapAt(2, 3) }
    var (i, f, o) = (blocks[0].sigmoid(), blocks[1].sigmoid(), blocks[3].sigmoid())
    if mistake == .inputGate { i = i.detach() }
    if mistake == .forgetGate { f = f.detach() }
    if mistake == .outputGate { o = o.detach() }
    c = f * c + i * blocks[2].tanh()
    h = o * (mistake == .cellTanh ? c + c.tanh().detach() - c.detach() : c.tanh())
    outputs.append(h)
  }
  return [.stack(outputs), h, c]
}

/// Gradients of a function's inputs, recorded where they will be differentiated.
func derivative(
  of function: ([Tensor]) -> [Tensor], at inputs: [Tensor], _ upstream: [Tensor?],
  _ needs: [Bool], recorded: Bool
) -> [Tensor?] {
  GradMode.$isEnabled.withValue(true) {
    let found = recordedDerivative(of: function, at: inputs, upstream, needs)
    return recorded ? found : found.map { $0?.detach() }
  }
}
