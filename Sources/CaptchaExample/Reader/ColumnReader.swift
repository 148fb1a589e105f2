import Apus

/// Reads an image from left to right, one or several columns of pixels a step, with an LSTM.
///
/// The names of its parameters equal those of the tutorial's network in PyTorch. The linear layer
/// stands before the LSTM, so that its weights are drawn first.
final class ColumnReader: Module {
  let architecture: Architecture
  let dropout: Dropout
  let fc: Linear
  let lstm: LSTM

  /// - Parameter dropout: the part of the LSTM's outputs that is left out in training.
  init(_ architecture: Architecture, dropout: Double = 0) {
    self.architecture = architecture
    self.dropout = Dropout(p: dropout)
    fc = Linear(architecture.featureCount, architecture.classes)
    lstm = LSTM(
      architecture.inputSize, architecture.hiddenSize, numLayers: architecture.layers,
      bidirectional: architecture.bidirectional)
  }

  /// Images [N, 1, H, W] to log-probabilities [T, N, classes], T = W / columns a step.
  ///
  /// - Parameter state: the LSTM's state before the first column; nil for zeros.
  func callAsFunction(
    _ images: Tensor, from state: LSTM.State? = nil
  ) -> (logProbs: Tensor, state: LSTM.State) {
    let (features, state) = lstm(steps(of: images), state)
    return (fc(dropout(features)).logSoftmax(dim: 2), state)
  }

  /// [N, 1, H, W] -> [W / k, N, H k] for k columns a step; feature = row k + column in the step.
  func steps(of images: Tensor) -> Tensor {
    let (n, height, width) = (images.shape[0], images.shape[2], images.shape[3])
    let columns = architecture.inputSize / height
    return images.reshape(n, height, width / columns, columns)
      .permute(2, 0, 1, 3).reshape(width / columns, n, height * columns)
  }

  /// Lets the LSTM remember more at first: adds to the biases of its forget gates, the second
  /// quarter of each bias (Gers, Schmidhuber and Cummins 2000).
  func raiseForgetBias(by amount: Double) {
    let gate = architecture.hiddenSize..<(2 * architecture.hiddenSize)
    for (name, bias) in lstm.namedParameters where name.hasPrefix("bias_ih") {
      bias.update { $0[gate] = $0[gate] + amount }
    }
  }
}
