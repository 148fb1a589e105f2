public import ApusAutograd
import ApusTensor

/// Connectionist temporal classification: aligns a sequence of per-step log-probabilities with a shorter
/// sequence of labels without being told where each label stands (Graves et al. 2006).
///
/// The gradient is the true derivative with respect to the log-probabilities, minus the posterior
/// probability of each class; behind a log-softmax it gives the same gradients as PyTorch's, which
/// returns the derivative with respect to the logits instead. Labels, blank and lengths are checked.
/// A sample that no alignment fits has an infinite loss and a gradient of NaN at its steps, as in
/// PyTorch.
public final class CTCLoss: Module {
  public typealias Reduction = ApusNN.Reduction

  public let blank: Int
  public let reduction: Reduction
  public let zeroInfinity: Bool

  /// - Parameters:
  ///   - blank: the class that means "no label here".
  ///   - reduction: `.mean` divides each loss by its number of labels (at least 1) and averages over
  ///     the batch, as PyTorch does.
  ///   - zeroInfinity: samples with more labels than their steps can hold count as 0 with a gradient of
  ///     zeros, instead of infinity with NaN.
  public init(blank: Int = 0, reduction: Reduction = .mean, zeroInfinity: Bool = false) {
    self.blank = blank
    self.reduction = reduction
    self.zeroInfinity = zeroInfinity
  }

  /// - Parameters:
  ///   - logProbabilities: [T, N, C], or [T, C] without a batch; see `logSoftmax`.
  ///   - targets: integers, padded [N, S] or one after the other [sum of target lengths].
  ///   - inputLengths: steps of each sample; nil: all T.
  ///   - targetLengths: labels of each sample; nil: all S.
  public func callAsFunction(
    _ logProbabilities: Tensor, _ targets: Tensor, inputLengths: [Int]? = nil,
    targetLengths: [Int]? = nil
  ) -> Tensor {
    require(
      logProbabilities.rank == 2 || logProbabilities.rank == 3,
      "CTCLoss: log-probabilities need 2 or 3 dimensions, got \(logProbabilities.shape)")
    let isBatched = logProbabilities.rank == 3
    let logp = isBatched ? logProbabilities : logProbabilities.unsqueeze(1)
    let checked = CTCTargetReader(
      steps: logp.shape[0], batch: logp.shape[1], classes: logp.shape[2], blank: blank
    ).read(targets.array, inputLengths, targetLengths)
    let losses = ctcLosses(logp, checked, zeroInfinity: zeroInfinity)
    switch reduction {
    case .none: return isBatched ? losses : losses.squeeze(0)
    case .sum: return losses.sum()
    case .mean:
      let lengths = NDArray(checked.counts.map { Double(max($0, 1)) }).to(logp.dtype)
      return (losses / Tensor(lengths)).mean()
    }
  }

  /// The fewest steps that hold `labels`: one each, and a blank between equal neighbours.
  public static func requiredFrames(_ labels: [Int]) -> Int {
    labels.count + zip(labels, labels.dropFirst()).filter { $0 == $1 }.count
  }
}
