import ApusAutograd
import ApusTensor

/// How the losses of single elements or samples become one.
public enum Reduction: Sendable {
  /// One loss an element or sample.
  case none
  case mean
  case sum
}

extension Reduction {
  func apply(to losses: Tensor) -> Tensor {
    switch self {
    case .none: losses
    case .mean: losses.mean()
    case .sum: losses.sum()
    }
  }
}
