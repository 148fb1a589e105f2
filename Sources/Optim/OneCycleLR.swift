public import ApusTensor
import Glibc

/// One cycle: the learning rate rises from maxLR / divFactor to maxLR over the first `pctStart` of the
/// steps and falls to maxLR / divFactor / finalDivFactor over the rest, while momentum (Adam's beta1)
/// falls from `maxMomentum` to `baseMomentum` and rises again.
///
/// With the phases' ends at steps e = pctStart * totalSteps - 1 and totalSteps - 1, a value at the
/// fraction x of its phase from a to b is b + (a - b) / 2 * (1 + cos(pi x)), or a + (b - a) x with
/// `.linear`.
///
/// Sources: Smith and Topin, Super-Convergence, 2018;
/// https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
public final class OneCycleLR: Schedule {
  /// The shape of both phases.
  public enum AnnealStrategy: Sendable { case cos, linear }

  public let totalSteps: Int

  private let annealStrategy: AnnealStrategy
  private let cycleMomentum: Bool
  private let maxLR: Double
  private let finalDivFactor: Double
  private let momentum: Cycle
  /// The step of the highest rate.
  private let peak: Double

  /// A value's course: to the peak and down from there.
  private struct Cycle { let start, peak, end: Double }

  /// Sets the optimizer's first learning rate, and momentum, at once. Traps where `cycleMomentum` meets
  /// SGD without momentum, and on numbers out of range.
  ///
  /// - Parameters:
  ///   - totalSteps: how many optimizer steps the cycle spans; as many calls of `step` are allowed.
  ///   - pctStart: the fraction (0...1, not percent) of the steps that the rise takes.
  ///   - finalDivFactor: the first rate divided by the last; `.infinity` ends at 0.
  public init(
    _ optimizer: Optimizer, maxLR: Double, totalSteps: Int, pctStart: Double = 0.3,
    annealStrategy: AnnealStrategy = .cos, divFactor: Double = 25, finalDivFactor: Double = 1e4,
    cycleMomentum: Bool = true, baseMomentum: Double = 0.85, maxMomentum: Double = 0.95
  ) {
    require(totalSteps > 0, "OneCycleLR: totalSteps must be above 0, got \(totalSteps)")
    require(
      maxLR >= 0 && maxLR.isFinite,
      "OneCycleLR: maxLR must be a finite number that is not negative, got \(maxLR)")
    require(
      (0...1).contains(pctStart), "OneCycleLR: pctStart must be from 0 to 1, got \(pctStart)")
    require(
      divFactor > 0 && finalDivFactor > 0,
      "OneCycleLR: divFactor and finalDivFactor must be above 0, got \(divFactor) and "
        + "\(finalDivFactor)")
    self.totalSteps = totalSteps
    self.maxLR = maxLR
    self.annealStrategy = annealStrategy
    self.cycleMomentum = cycleMomentum
    peak = pctStart * Double(totalSteps) - 1
    self.finalDivFactor = finalDivFactor
    momentum = Cycle(start: maxMomentum, peak: baseMomentum, end: maxMomentum)
    if cycleMomentum { OneCycleLR.checkMomentum(of: optimizer) }
    super.init(optimizer, base: maxLR / divFactor)
  }

  private static func checkMomentum(of optimizer: Optimizer) {
    for (index, group) in optimizer.groups.enumerated() {
      require(
        group.has(.beta1) || (group.has(.momentum) && group.momentum > 0),
        "OneCycleLR: cycleMomentum is on, but group \(index) of \(optimizer.name) has no momentum; "
          + "give it some, or pass cycleMomentum: false")
    }
  }

  public override var stepLimit: Int? { totalSteps }

  public override func rate(at step: Int, base: Double) -> Double {
    value(of: Cycle(start: base, peak: maxLR, end: base / finalDivFactor), at: step)
  }

  public override func adjust(_ group: ParameterGroup, at step: Int, base: Double) {
    super.adjust(group, at: step, base: base)
    if cycleMomentum {
      group[group.has(.beta1) ? .beta1 : .momentum] = value(of: momentum, at: step)
    }
  }

  private func value(of cycle: Cycle, at step: Int) -> Double {
    let now = Double(step)
    return now <= peak
      ? anneal(cycle.start, cycle.peak, now, 0, peak)
      : anneal(cycle.peak, cycle.end, now, peak, Double(totalSteps) - 1)
  }

  /// From `a` to `b` while `now` goes from `first` to `last`.
  private func anneal(_ a: Double, _ b: Double, _ now: Double, _ first: Double, _ last: Double)
    -> Double
  {
    // A phase without length is at its end.
    let x = first == last ? 1 : (now - first) / (last - first)
    switch annealStrategy {
    case .cos: return b + (a - b) / 2 * (cos(.pi * x) + 1)
    // The last call of `step` goes one beyond the end, where a line would reach negative rates.
    case .linear: return x > 1 ? b : (b - a) * x + a
    }
  }

  // MARK: - Checkpoints

  public override var settings: [String: NDArray] {
    ["total_steps": NDArray(scalar: totalSteps), "max_lr": NDArray(scalar: maxLR)]
  }

  /// As every schedule; a state of version 0.1, which had neither "max_lr" nor "base_lrs", is taken too.
  public override func load(_ state: [String: NDArray]) throws {
    let later = ["max_lr": NDArray(scalar: maxLR), "base_lrs": stateDict["base_lrs"]!]
    try super.load(state.merging(later) { stored, _ in stored })
  }
}
