import Apus

/// How many images were read right, as a whole.
struct Score: Equatable {
  var correct = 0
  var total = 0

  var accuracy: Double { total == 0 ? 0 : Double(correct) / Double(total) }

  /// Compares what was read with the truth, N rows of labels each.
  mutating func count(_ predictions: [[Int]], _ labels: Tensor) {
    let truths = labels.array.rows(as: Int.self)
    correct += zip(predictions, truths).filter { $0 == $1 }.count
    total += truths.count
  }
}

extension Score: CustomStringConvertible {
  var description: String { "Test Accuracy: \(fixed(accuracy, 5)) (\(correct)/\(total))" }
}

/// Reads all images of a loader, each from a state of zeros.
///
/// - Parameter afterBatch: called after each batch; what it throws ends the evaluation.
func evaluate<D: Dataset>(
  _ network: ColumnReader, on loader: DataLoader<D, (Tensor, Tensor)>,
  afterBatch: (Score) throws -> Void = { _ in }
) async throws -> Score {
  network.eval()
  var score = Score()
  try await noGrad {
    for try await (images, labels) in loader {
      let (logProbs, _) = network(images)
      score.count(greedyDecode(logProbs, blank: network.architecture.blank), labels)
      try afterBatch(score)
    }
  }
  return score
}
