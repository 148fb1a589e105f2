public import ApusTensor
import Glibc

/// Multiplies the learning rates by `gamma` once every `stepSize` steps.
///
/// Source: https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html
public final class StepLR: Schedule {
  public let stepSize: Int
  public let gamma: Double

  /// Traps where `stepSize` is not above 0, or `gamma` negative or not finite.
  public init(_ optimizer: Optimizer, stepSize: Int, gamma: Double = 0.1) {
    require(stepSize > 0, "StepLR: stepSize must be above 0, got \(stepSize)")
    require(
      gamma >= 0 && gamma.isFinite,
      "StepLR: gamma must be a finite number that is not negative, got \(gamma)")
    (self.stepSize, self.gamma) = (stepSize, gamma)
    super.init(optimizer)
  }

  public override func rate(at step: Int, base: Double) -> Double {
    base * pow(gamma, Double(step / stepSize))
  }

  public override var settings: [String: NDArray] {
    ["step_size": NDArray(scalar: stepSize), "gamma": NDArray(scalar: gamma)]
  }
}
