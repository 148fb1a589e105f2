public import Autograd
import Tensor

/// Connectionist temporal classification: aligns a sequence of per-step log-probabilities with a shorter
/// sequence of labels without being told where each label stands (Graves et al. 2006).
///
/// The gradient is the true derivative with respect to the log-probabilities, minus the posterior
/// probability of each class; behind a log-softmax it gives the same gradients as PyTorch's, which
/// returns the derivative with respect to the logits instead. Labels, blank and lengths are checked.
/// A sample that no alignment fits has an infinite loss and a gradient of NaN at its steps, as in
/// PyTorch.
public final class CTCLoss: Module {
  public typealias Reduction = NN.Reduction

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

  public override var extraDescription: String { "blank=\(blank)" }
}

/// The loss of each sample [N], with its true derivative.
private func ctcLosses(_ logp: Tensor, _ targets: CTCTargets, zeroInfinity: Bool) -> Tensor {
  let (losses, saved) = ctcForward(logp.array, targets)
  let isInfinite = losses.equal(.infinity)
  return Tensor.fused(
    "ctcLoss", inputs: [logp],
    outputs: [
      zeroInfinity ? losses.where(isInfinite.logicalNot(), else: 0) : losses
    ],
    backward: { gradients, _ in
      [gradients[0].map { ctcBackward($0, saved, zeroInfinity: zeroInfinity) }]
    },
    twin: { inputs in
      let losses = ctcTwin(inputs[0], targets)
      if !isInfinite.any() { return [losses] }
      return [
        zeroInfinity
          ? losses.where(isInfinite.logicalNot(), else: 0)
          : losses + undefinedGradients(inputs[0], isInfinite, targets.inputLengths)
      ]
    })[0]
}

/// Zeros [N], whose gradient is NaN at the steps of samples that no alignment fits: no path leads there,
/// so that the recursion has a gradient of 0.
private func undefinedGradients(_ logp: Tensor, _ isInfinite: NDArray, _ lengths: [Int]) -> Tensor {
  let (steps, batch) = (logp.shape[0], logp.shape[1])
  let times = NDArray.arange(steps).unsqueeze(1)
  let isUndefined = times.less(NDArray(lengths)).logicalAnd(isInfinite)
  let factors = NDArray.full([], .nan, dtype: logp.dtype)
    .where(isUndefined, else: 0).unsqueeze(2)
  return Tensor(
    .zeros([batch], dtype: logp.dtype),
    linear: (logp, { g in (g.unsqueeze(1) * Tensor(factors)).expand(logp.shape) }),
    name: "undefinedGradients")
}

/// The same recursion composed of primitives, all samples at once: labels are padded to one length, and
/// states beyond a sample's own never lead back into it.
func ctcTwin(_ logp: Tensor, _ targets: CTCTargets) -> Tensor {
  let (steps, batch) = (logp.shape[0], logp.shape[1])
  let longest = targets.counts.max() ?? 0
  let width = 2 * longest + 1
  let blank = targets.blank
  let spread = (0..<batch).map { sample in
    let labels = targets.labels(of: sample)
    let padded = labels + [Int](repeating: blank, count: longest - labels.count)
    return [blank] + padded.flatMap { [$0, blank] }
  }
  let canSkip = spread.map { row in
    row.indices.map { $0 >= 2 && row[$0] != blank && row[$0] != row[$0 - 2] }
  }
  let skipMask = NDArray(canSkip.flatMap { $0 }, shape: [batch, width])
  let index = NDArray(spread.flatMap { $0 }, shape: [1, batch, width])
  let emitted = logp.gather(dim: 2, Tensor(index.expand([steps, batch, width])))
  let lengths = NDArray(targets.inputLengths).unsqueeze(1)

  func impossible(_ width: Int) -> Tensor { .full([batch, width], -.infinity, dtype: logp.dtype) }
  // One step before the first: everything on the first blank.
  let start = Tensor.zeros([batch, 1], dtype: logp.dtype)
  var alpha = width == 1 ? start : .cat([start, impossible(width - 1)], dim: 1)
  for t in 0..<steps {
    var ways = [alpha]
    if width > 1 {
      ways.append(.cat([impossible(1), alpha[0..., 0..<(width - 1)]], dim: 1))
      let jump = Tensor.cat([impossible(2), alpha[0..., 0..<(width - 2)]], dim: 1)
      ways.append(jump.where(skipMask, else: -.infinity))
    }
    let next = Tensor.stack(ways).logSumExp(dim: 0) + emitted[t]
    alpha = next.where(Tensor(lengths.greater(Double(t))), else: alpha)
  }
  let ends = NDArray(targets.counts.map { 2 * $0 }).unsqueeze(1)
  let onBlank = alpha.gather(dim: 1, Tensor(ends))
  let onLabel = alpha.gather(dim: 1, Tensor((ends - 1).clamp(min: 0)))
    .where(ends.greater(0), else: -.infinity)
  return -Tensor.cat([onBlank, onLabel], dim: 1).logSumExp(dim: 1)
}
