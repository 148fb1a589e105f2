public import ApusAutograd
import ApusTensor

/// The cross entropy of logits and targets: minus the logarithm of the softmax probability of each target, times the
/// weight of its class.
///
/// - Parameters:
///   - input: logits [N, C], [C], or [N, C, d1, d2, ...].
///   - target: classes, integers [N], [], or [N, d1, d2, ...]; or probabilities of classes, of the shape and type of
///     `input`.
///   - weight: of each class, [C]; nil: 1.
///   - ignoreIndex: a target that does not count, and need not be a class.
///   - reduction: `.mean` divides by the weights of the targets that count, for probabilities by the number of samples.
///   - labelSmoothing: the share of the probability, from 0 to 1, that goes to all classes equally (Szegedy et al. 2016).
///
/// Traps where the shapes do not fit or a target is not a class.
public func crossEntropy(
  _ input: Tensor, _ target: Tensor, weight: Tensor? = nil, ignoreIndex: Int = -100,
  reduction: Reduction = .mean, labelSmoothing: Double = 0
) -> Tensor {
  require(
    input.rank > 0, "crossEntropy: the input needs a dimension of classes, got a single number")
  require(
    labelSmoothing >= 0 && labelSmoothing <= 1,
    "crossEntropy: labelSmoothing must be from 0 to 1, got \(labelSmoothing)")
  let dim = input.rank == 1 ? 0 : 1
  let classes = input.shape[dim]
  require(
    weight == nil || weight!.shape == [classes],
    "crossEntropy: weight of shape \(weight?.shape ?? []) for \(classes) classes")
  if target.dtype.isFloatingPoint {
    return crossEntropy(
      input, probabilities: target, dim, weight, reduction, labelSmoothing: labelSmoothing)
  }
  var samples = input.shape
  samples.remove(at: dim)
  require(
    target.shape == samples,
    "crossEntropy: input \(input.shape) wants classes of shape \(samples) or floating-point probabilities of its own "
      + "shape, got \(target.dtype) of shape \(target.shape)")
  let order = Array(0..<input.rank).filter { $0 != dim } + [dim]
  let targets = ClassTargets(
    target.array, classes: classes, weight: weight?.array, ignored: ignoreIndex,
    smoothing: labelSmoothing)
  let losses = crossEntropyLosses(input.permute(order).reshape(-1, classes), targets)
  switch reduction {
  case .none: return losses.reshape(samples)
  case .sum: return losses.sum()
  case .mean: return losses.sum() / targets.totalWeight
  }
}

private func crossEntropy(
  _ input: Tensor, probabilities target: Tensor, _ dim: Int, _ weight: Tensor?,
  _ reduction: Reduction, labelSmoothing: Double
) -> Tensor {
  require(
    target.shape == input.shape,
    "crossEntropy: targets are \(target.dtype) of shape \(target.shape): classes are integers, as y.to(.int64) or "
      + "Tensor(labels) of an [Int]; probabilities have the input's shape \(input.shape)")
  let classes = Double(input.shape[dim])
  let smoothed =
    labelSmoothing == 0 ? target : target * (1 - labelSmoothing) + labelSmoothing / classes
  var logp = input.logSoftmax(dim: dim)
  if let weight {
    logp = logp * weight.reshape([-1] + Array(repeating: 1, count: input.rank - dim - 1))
  }
  let losses = -(logp * smoothed).sum(dim: dim)
  return reduction == .mean ? losses.sum() / Double(losses.count) : reduction.apply(to: losses)
}

/// `crossEntropy` as a module.
public final class CrossEntropyLoss: Module {
  @Buffer public var weight: Tensor?
  public let ignoreIndex: Int
  public let reduction: Reduction
  public let labelSmoothing: Double

  public init(
    weight: Tensor? = nil, ignoreIndex: Int = -100, reduction: Reduction = .mean,
    labelSmoothing: Double = 0
  ) {
    self.ignoreIndex = ignoreIndex
    self.reduction = reduction
    self.labelSmoothing = labelSmoothing
    self.weight = weight
  }

  public func callAsFunction(_ input: Tensor, _ target: Tensor) -> Tensor {
    crossEntropy(
      input, target, weight: weight, ignoreIndex: ignoreIndex, reduction: reduction,
      labelSmoothing: labelSmoothing)
  }
}
