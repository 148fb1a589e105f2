public import Apus

/// The tutorial's network, with the parts in the order in which PyTorch/tutorial.py draws them.
public final class TutorialNetwork: Module {
  let dropout = Dropout()
  let fc = Linear(512, 11)
  let lstm = LSTM(60, 512, numLayers: 2)

  /// - Parameter columns: [160, N, 60].
  /// - Returns: log-probabilities [160, N, 11] and the state after the last column.
  public func callAsFunction(_ columns: Tensor, _ state: LSTM.State?) -> (Tensor, LSTM.State) {
    let (features, next) = lstm(columns, state)
    return (fc(dropout(features)).logSoftmax(dim: 2), next)
  }
}
