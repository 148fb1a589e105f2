public import ApusAutograd
import ApusTensor

/// The squared difference of two tensors of one shape.
public func mseLoss(_ input: Tensor, _ target: Tensor, reduction: Reduction = .mean) -> Tensor {
  require(
    input.shape == target.shape,
    "mseLoss: input \(input.shape) and target \(target.shape) differ; they would broadcast silently"
  )
  return reduction.apply(to: (input - target).square())
}

/// `mseLoss` as a module.
public final class MSELoss: Module {
  public let reduction: Reduction
  public init(reduction: Reduction = .mean) { self.reduction = reduction }
  public func callAsFunction(_ input: Tensor, _ target: Tensor) -> Tensor {
    mseLoss(input, target, reduction: reduction)
  }
}
