public import ApusAutograd
import ApusTensor

/// Scales all gradients by one factor, so that their common norm is at most `maxNorm`.
///
/// The norm is sqrt(sum of g^2 over all elements of all gradients), in double precision; the factor is
/// maxNorm / (norm + 1e-6), at most 1. A norm that is not finite is no error: an infinite one makes all
/// finite elements 0, NaN makes all NaN. `maxNorm: .infinity` measures and changes nothing, whatever the
/// norm is. Parameters without a gradient are skipped.
///
/// Source: https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
///
/// - Returns: the norm before clipping.
@discardableResult
public func clipGradNorm(_ parameters: [Tensor], maxNorm: Double) -> Double {
  require(maxNorm >= 0, "clipGradNorm: maxNorm must not be negative, got \(maxNorm)")
  let norm = parameters.compactMap(\.grad).reduce(0) { $0 + $1.array.sumOfSquares() }.squareRoot()
  let factor = maxNorm / (norm + 1e-6)
  if factor >= 1 || maxNorm == .infinity { return norm }
  for parameter in parameters {
    guard let gradient = parameter.grad else { continue }
    if gradient.isLeaf {
      gradient.update { $0.scale(by: factor) }
    } else {
      // Recorded by `backward(createGraph: true)`; the scaled gradient is a constant.
      var array = gradient.array
      array.scale(by: factor)
      parameter.grad = Tensor(array)
    }
  }
  return norm
}
