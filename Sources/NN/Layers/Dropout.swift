public import ApusAutograd
import ApusTensor

/// In training, each element becomes 0 with probability `p` and is divided by 1 - p otherwise; in
/// evaluation nothing changes. The same seed draws the same elements as PyTorch.
public final class Dropout: Module, Layer {
  public let p: Double

  public init(p: Double = 0.5) {
    require(p >= 0 && p <= 1, "Dropout: p must be between 0 and 1, got \(p)")
    self.p = p
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    isTraining ? dropout(x, p: p) : x
  }

  public override var extraDescription: String { "p=\(p), inplace=False" }
}

/// `x` with each element zeroed with probability `p` and divided by 1 - p otherwise. Nothing is drawn
/// for p = 0, p = 1 and empty tensors. Traps where `p` is not between 0 and 1.
public func dropout(_ x: Tensor, p: Double = 0.5) -> Tensor {
  require(p >= 0 && p <= 1, "dropout: p must be between 0 and 1, got \(p)")
  if p == 0 || x.count == 0 { return x }
  if p == 1 { return x * 0 }
  return x.masked(by: x.array.bernoulliMask(1 - p), scale: 1 / (1 - p))
}
