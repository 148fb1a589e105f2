import Apus

/// What came of one batch.
struct TrainingStep {
  /// Counted from 1.
  let epoch: Int
  /// Counted from 1 within the epoch.
  let batch: Int
  let loss: Double
  /// [N, digits]
  let labels: Tensor
  /// What the network read, before it learned from the batch.
  let predictions: [[Int]]

  /// Throws before a loss that is no number can spoil the weights.
  func checkLoss() throws {
    guard loss.isFinite else { throw Divergence(epoch: epoch, batch: batch, what: "loss", loss) }
  }

  func check(gradientNorm norm: Double) throws {
    guard norm.isFinite else {
      throw Divergence(epoch: epoch, batch: batch, what: "norm of the gradient", norm)
    }
  }
}

/// Training that has left the numbers.
struct Divergence: Error, CustomStringConvertible {
  let description: String

  init(epoch: Int, batch: Int, what: String, _ value: Double) {
    description =
      "the \(what) is \(value) in epoch \(epoch), batch \(batch); a lower --lr may help"
  }
}
