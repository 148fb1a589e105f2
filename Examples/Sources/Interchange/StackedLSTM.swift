// The tutorial's network. Compiled into Tutorial and into Interchange.
import Apus

final class StackedLSTM: Module {
  let hiddenSize: Int, numLayers: Int
  let dropout = Dropout()
  let fc: Linear
  let lstm: LSTM

  init(inputSize: Int = 60, outputSize: Int = 11, hiddenSize: Int = 512, numLayers: Int = 2) {
    self.hiddenSize = hiddenSize
    self.numLayers = numLayers
    fc = Linear(hiddenSize, outputSize)
    lstm = LSTM(inputSize, hiddenSize, numLayers: numLayers)
  }

  func callAsFunction(_ inputs: Tensor, _ hidden: LSTM.State) -> (Tensor, LSTM.State) {
    let (features, hidden) = lstm(inputs, hidden)
    return (fc(dropout(features)).logSoftmax(dim: 2), hidden)
  }

  func initHidden(_ batchSize: Int) -> LSTM.State {
    LSTM.State(
      h: .zeros(numLayers, batchSize, hiddenSize), c: .zeros(numLayers, batchSize, hiddenSize))
  }
}
