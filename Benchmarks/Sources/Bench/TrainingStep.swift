import Apus
import Tutorial

/// The sizes of an LSTM; the tutorial's, where nothing else is said.
struct LSTMSizes: Sendable {
  var inputs = 60
  var hidden = 512
  var layers = 2
  var bidirectional = false

  /// Values that the last layer hands on at each column.
  var outputs: Int { bidirectional ? 2 * hidden : hidden }

  /// Multiply-adds of one column of one image. Training has three products for each one of forward: also those for the
  /// gradients of weights and inputs, but for the first layer's input, whose gradient nobody wants.
  func multiplyAdds(isTraining: Bool) -> Int {
    (0..<layers).reduce(0) { sum, layer in
      let input = 4 * outputs * (layer == 0 ? inputs : outputs)
      let forward = input + 4 * outputs * hidden
      return sum + (isTraining ? 3 * forward - (layer == 0 ? input : 0) : forward)
    }
  }
}

/// A training step of a network such as the tutorial's; the tutorial's own, where nothing else is said.
struct TrainingStep: Sendable {
  enum Rule { case sgd, adamW }

  var lstm = LSTMSizes()
  var dropout = 0.5
  var rule = Rule.sgd
  /// The largest norm of all gradients together; nil for any.
  var maxGradNorm: Double?
  /// Whether each step starts with the LSTM's state that the last one ended with.
  var carriesState = true
  /// Columns of an image: steps of the LSTM.
  var length = 160
  /// Images.
  var batch = 64

  /// That of `captcha train --preset quick`.
  static let quick = TrainingStep(
    lstm: LSTMSizes(inputs: 240, hidden: 128, layers: 1, bidirectional: true), dropout: 0,
    rule: .adamW, maxGradNorm: 1, carriesState: false, length: 40)

  /// Floating-point operations of the products of LSTM and linear layer.
  var operations: Double {
    2 * Double(length * batch * (lstm.multiplyAdds(isTraining: true) + 3 * 11 * lstm.outputs))
  }

  /// Sets network and batch up and returns a function that does one step.
  func prepare(_ operands: Operands) -> () -> Void {
    setFloat32MatmulPrecision(operands == .bf16 ? .medium : .highest)
    let network = TutorialNetwork(
      inputs: lstm.inputs, hidden: lstm.hidden, layers: lstm.layers,
      bidirectional: lstm.bidirectional, dropout: dropout)
    let optimizer: Optimizer =
      switch rule {
      case .sgd: SGD(network.parameters, lr: 0.01, momentum: 0.9)
      case .adamW: AdamW(network.parameters, lr: 0.01)
      }
    let criterion = CTCLoss(blank: 10)
    let (columns, labels) = (Tensor.randn(length, batch, lstm.inputs), fourDigits(batch))
    var state: LSTM.State?
    return {
      optimizer.zeroGrad()
      let (outputs, next) = network(columns, state?.detach())
      if carriesState { state = next }
      criterion(outputs, labels).backward()
      if let maxGradNorm { clipGradNorm(network.parameters, maxNorm: maxGradNorm) }
      optimizer.step()
    }
  }
}

/// Labels of a batch, [batch, 4].
func fourDigits(_ batch: Int) -> Tensor {
  Tensor(NDArray((0..<4 * batch).map { $0 * 7 % 10 }, shape: [batch, 4]))
}
