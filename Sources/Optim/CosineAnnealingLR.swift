public import ApusTensor
import Glibc

/// Lowers the learning rates to `etaMin` along half a wave of a cosine; after `tMax` steps they rise again.
///
/// At step t the rate is etaMin + (base - etaMin) * (1 + cos(pi t / tMax)) / 2.
///
/// Sources: Loshchilov and Hutter, SGDR, 2017, without its restarts;
/// https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
public final class CosineAnnealingLR: Schedule {
  public let tMax: Int
  public let etaMin: Double

  /// Traps where `tMax` is not above 0, or `etaMin` negative or not finite.
  ///
  /// - Parameters:
  ///   - tMax: how many steps the way down takes.
  ///   - etaMin: the rate at its end.
  public init(_ optimizer: Optimizer, tMax: Int, etaMin: Double = 0) {
    require(tMax > 0, "CosineAnnealingLR: tMax must be above 0, got \(tMax)")
    require(
      etaMin >= 0 && etaMin.isFinite,
      "CosineAnnealingLR: etaMin must be a finite number that is not negative, got \(etaMin)")
    (self.tMax, self.etaMin) = (tMax, etaMin)
    super.init(optimizer)
  }

  public override func rate(at step: Int, base: Double) -> Double {
    etaMin + (base - etaMin) * (1 + cos(.pi * Double(step) / Double(tMax))) / 2
  }

  public override var settings: [String: NDArray] {
    ["T_max": NDArray(scalar: tMax), "eta_min": NDArray(scalar: etaMin)]
  }
}
