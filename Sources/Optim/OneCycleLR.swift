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
public final class OneCycleLR {
  /// The shape of both phases.
  public enum AnnealStrategy: Sendable { case cos, linear }

  public let totalSteps: Int
  /// How many times `step` was called.
  public private(set) var position = 0

  private let optimizer: Optimizer
  private let annealStrategy: AnnealStrategy
  private let cycleMomentum: Bool
  private let lr, momentum: Cycle
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
    self.optimizer = optimizer
    self.totalSteps = totalSteps
    self.annealStrategy = annealStrategy
    self.cycleMomentum = cycleMomentum
    peak = pctStart * Double(totalSteps) - 1
    let first = maxLR / divFactor
    lr = Cycle(start: first, peak: maxLR, end: first / finalDivFactor)
    momentum = Cycle(start: maxMomentum, peak: baseMomentum, end: maxMomentum)
    if cycleMomentum { checkMomentum() }
    apply()
  }

  private func checkMomentum() {
    for (index, group) in optimizer.groups.enumerated() {
      require(
        group.has(.beta1) || (group.has(.momentum) && group.momentum > 0),
        "OneCycleLR: cycleMomentum is on, but group \(index) of \(optimizer.name) has no momentum; "
          + "give it some, or pass cycleMomentum: false")
    }
  }

  /// Sets the rate, and momentum, of the next optimizer step; called once after each. Traps when it is
  /// called more than `totalSteps` times.
  public func step() {
    require(
      position < totalSteps,
      "OneCycleLR: step was called \(position + 1) times, totalSteps is \(totalSteps)")
    position += 1
    apply()
  }

  private func apply() {
    for group in optimizer.groups {
      group.lr = value(of: lr)
      if cycleMomentum { group[group.has(.beta1) ? .beta1 : .momentum] = value(of: momentum) }
    }
  }

  private func value(of cycle: Cycle) -> Double {
    let now = Double(position)
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

  /// The position: "last_epoch", in PyTorch's words, and "total_steps" to compare.
  public var stateDict: [String: NDArray] {
    ["last_epoch": NDArray(scalar: position), "total_steps": NDArray(scalar: totalSteps)]
  }

  /// Goes to a stored position and sets the optimizer's rate, and momentum, for it. Throws an
  /// `OptimizerStateError`, and changes nothing, where the state is not that of a schedule as long as
  /// this one.
  public func load(_ state: [String: NDArray]) throws {
    var reader = StateReader(state)
    if let total = reader.number("total_steps", as: Int.self), total != totalSteps {
      reader.reject("total_steps: \(total) is stored, \(totalSteps) belongs there")
    }
    let stored = reader.number("last_epoch", as: Int.self) ?? 0
    if !(0...totalSteps).contains(stored) {
      reader.reject("last_epoch: \(stored) is not from 0 to \(totalSteps)")
    }
    try reader.finish("OneCycleLR")
    position = stored
    apply()
  }
}
