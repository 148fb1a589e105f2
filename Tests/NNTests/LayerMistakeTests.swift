import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import Testing

/// Numbers that no layer, function or initialiser can use are refused by name.
@Suite(.ownRandomNumbers) struct LayerMistakeTests {
  private static let mistakes = [
    Mistake("LSTM: 1 inputs and 1 layers of 9223372036854775807 are too many weights") {
      _ = LSTM(1, .max)
    },
    Mistake("LSTM: 1 inputs and 1 layers of 4611686018427387904 are too many weights") {
      _ = LSTM(1, .max / 2 + 1, bidirectional: true)
    },
    Mistake("LSTM: 2 inputs and 9223372036854775807 layers of 2 are too many weights") {
      _ = LSTM(2, 2, numLayers: .max)
    },
    Mistake("LSTM: dropout must be between 0 and 1, got nan") { _ = LSTM(1, 1, dropout: .nan) },
    Mistake("Dropout: p must be between 0 and 1, got 1.5") { _ = Dropout(p: 1.5) },
    Mistake("dropout: p must be between 0 and 1, got nan") { _ = dropout(.ones(2), p: .nan) },
    Mistake("dropout: p must be between 0 and 1, got -1.0") { _ = dropout(.ones(2), p: -1) },
    Mistake("Init: [9223372036854775807, 2]") {
      _ = Init.xavierUniform([.max, 2])
    },
    Mistake("Init: [2, 2, 9223372036854775807") {
      _ = Init.kaimingUniform([2, 2, .max, .max])
    },
    Mistake("Init: [2]") { _ = Init.orthogonal([2]) },
    Mistake("Init: [2, 9223372036854775807, 2]") {
      _ = Init.orthogonal([2, .max, 2])
    },
    Mistake("nan is not a range of float32") {
      _ = Init.kaimingUniform([2, 2], a: .nan)
    },
    Mistake("uniform: from -inf to inf is not a range of float32") {
      _ = Init.xavierUniform([2, 2], gain: .infinity)
    },
    Mistake("normal: std must not be negative, got -1.0") { _ = Init.normal([2], std: -1) },
  ]

  @Test(arguments: mistakes.indices) func saysWhatIsWrong(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      LayerMistakeTests.mistakes[index].body()
    }
    #expect(result.says(LayerMistakeTests.mistakes[index].expected))
  }
}
