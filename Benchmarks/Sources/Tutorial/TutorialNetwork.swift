public import Apus

/// The tutorial's network, with the parts in the order in which PyTorch/tutorial.py draws them; in other sizes where
/// they are given.
public final class TutorialNetwork: Module {
  let dropout: Dropout
  let fc: Linear
  let lstm: LSTM

  public init(
    inputs: Int = 60, hidden: Int = 512, layers: Int = 2, bidirectional: Bool = false,
    dropout: Double = 0.5
  ) {
    self.dropout = Dropout(p: dropout)
    fc = Linear(bidirectional ? 2 * hidden : hidden, 11)
    lstm = LSTM(inputs, hidden, numLayers: layers, bidirectional: bidirectional)
  }

  /// - Parameter columns: [T, N, inputs]; the tutorial's images have 160 columns of 60 pixels.
  /// - Returns: log-probabilities [T, N, 11] and the state after the last column.
  public func callAsFunction(_ columns: Tensor, _ state: LSTM.State?) -> (Tensor, LSTM.State) {
    let (features, next) = lstm(columns, state)
    return (fc(dropout(features)).logSoftmax(dim: 2), next)
  }
}
