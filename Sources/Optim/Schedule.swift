public import ApusTensor

/// Sets the learning rates of an optimizer's groups for each of its steps, or each epoch.
///
/// The first rates are set at once; `step` sets the next ones and is called after the optimizer's steps. A
/// schedule of one's own overrides `rate`, and `settings` where a checkpoint should know them. All else is
/// done here:
///
///     final class InverseRoot: Schedule {
///       override func rate(at step: Int, base: Double) -> Double { base / Double(step + 1).squareRoot() }
///     }
///
/// Rates are computed from the step and the base rate alone: what was assigned to `group.lr` in between
/// does not last.
open class Schedule {
  private let optimizer: Optimizer
  /// How many times `step` was called.
  public private(set) final var position = 0
  private let commonBase: Double?
  private var knownBaseRates: [Double] = []

  /// - Parameter base: the base rate of all groups; nil takes the rate that each one has now, or when it
  ///   is added.
  public init(_ optimizer: Optimizer, base: Double? = nil) {
    (self.optimizer, commonBase) = (optimizer, base)
    apply()
  }

  // MARK: - The rule

  /// The learning rate, after `step` was called this many times, of a group whose base rate is `base`.
  open func rate(at step: Int, base: Double) -> Double {
    trap("\(name): does not override rate")
  }

  /// Sets what the schedule changes in a group: its learning rate. One that changes more overrides this.
  open func adjust(_ group: ParameterGroup, at step: Int, base: Double) {
    group.lr = rate(at: step, base: base)
  }

  /// What a loaded state must have in common with this schedule: numbers by PyTorch's names.
  open var settings: [String: NDArray] { [:] }

  /// How many times `step` may be called; nil does not limit it.
  open var stepLimit: Int? { nil }

  /// The schedule's name in messages.
  final var name: String { String(describing: type(of: self)) }

  // MARK: - A step

  /// Sets the rates of the next optimizer step or epoch; called once after each. Traps where it is called
  /// more than `stepLimit` times.
  public final func step() {
    if let stepLimit {
      require(
        position < stepLimit,
        "\(name): step was called \(position + 1) times, it can be \(stepLimit) times")
    }
    position += 1
    apply()
  }

  private func apply() {
    for (group, base) in zip(optimizer.groups, baseRates) {
      adjust(group, at: position, base: base)
    }
  }

  /// For each group, also those that were added since, the rate from which the schedule computes its own.
  private var baseRates: [Double] {
    for group in optimizer.groups.dropFirst(knownBaseRates.count) {
      knownBaseRates.append(commonBase ?? group.lr)
    }
    return knownBaseRates
  }

  // MARK: - Checkpoints

  /// In PyTorch's words "last_epoch", which is the position, and "base_lrs"; and the `settings`.
  public final var stateDict: [String: NDArray] {
    let own = ["last_epoch": NDArray(scalar: position), "base_lrs": NDArray(baseRates)]
    return settings.merging(own) { $1 }
  }

  /// Takes over a `stateDict` and sets the optimizer's rates for its position. Throws an
  /// `OptimizerStateError`, and changes nothing, where it is not the state of a schedule like this one for
  /// as many groups.
  open func load(_ state: [String: NDArray]) throws {
    var reader = StateReader(state)
    for (key, own) in settings.sorted(by: { $0.key < $1.key }) { reader.compare(key, with: own) }
    let stored = reader.number("last_epoch", as: Int.self) ?? 0
    if stored < 0 || stored > stepLimit ?? .max {
      reader.reject(
        "last_epoch: \(stored) is not from 0 \(stepLimit.map { "to \($0)" } ?? "upwards")")
    }
    let bases = reader.array("base_lrs", [optimizer.groups.count], .float64)
    let newRates = bases?.scalars(as: Double.self) ?? []
    for problem in newRates.compactMap(ParameterGroup.Option.lr.problem) {
      reader.reject("base_lrs: \(problem)")
    }
    try reader.finish(name)
    (position, knownBaseRates) = (stored, newRates)
    apply()
  }
}
