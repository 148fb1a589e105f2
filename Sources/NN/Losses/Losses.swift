public import ApusAutograd
import ApusTensor

/// How the losses of single elements or samples become one.
public enum Reduction: Sendable {
  /// One loss an element or sample.
  case none
  case mean
  case sum
}

/// The squared difference of two tensors of one shape.
public func mseLoss(_ input: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
  require(
    input.shape == target.shape,
    "mseLoss: input \(input.shape) and target \(target.shape) differ; they would broadcast silently"
  )
  let difference = input - target
  let squares = difference * difference
  switch reduction {
  case .none: return squares
  case .mean: return squares.mean()
  case .sum: return squares.sum()
  }
}

/// `mseLoss` as a module.
public final class MSELoss: Module {
  public let reduction: Reduction
  public init(reduction: Reduction = .mean) { self.reduction = reduction }
  public func callAsFunction(_ input: Tensor, _ target: Tensor) -> Tensor {
    mseLoss(input, target, reduction: reduction)
  }
}
