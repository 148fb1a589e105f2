public import ApusAutograd
import ApusTensor

/// Parameters that an optimizer treats alike, and the numbers by which it does.
///
/// A group that is handed to an optimizer leaves open what the optimizer's own arguments decide:
///
///     AdamW([ParameterGroup(matrices, weightDecay: 1e-4), ParameterGroup(rest)], lr: 1e-2)
///     RMSprop([ParameterGroup(matrices) { $0.alpha = 0.9 }, ParameterGroup(rest)])
///
/// In `optimizer.groups` all options of the update rule have a value, and each can be changed between
/// steps: `optimizer.groups[0].lr = 1e-3`.
public final class ParameterGroup {
  public let parameters: [Tensor]
  /// Truth values are 0 or 1.
  private(set) var options: [Option: Double] = [:]
  /// Whether the group is an optimizer's own: the rule's options all have values, and no others do.
  private var isComplete = false

  /// Options that are nil take the optimizer's value. What they mean, their units and defaults stand at
  /// the optimizers. Traps on numbers out of range; an optimizer traps on options that it does not have.
  ///
  /// - Parameter change: sets those that have no argument here.
  public init(
    _ parameters: [Tensor] = [], lr: Double? = nil, weightDecay: Double? = nil,
    momentum: Double? = nil, dampening: Double? = nil, nesterov: Bool? = nil,
    betas: (Double, Double)? = nil, eps: Double? = nil, maximize: Bool? = nil,
    _ change: (ParameterGroup) -> Void = { _ in }
  ) {
    self.parameters = parameters
    let given: KeyValuePairs<Option, Double?> = [
      .lr: lr, .weightDecay: weightDecay, .momentum: momentum, .dampening: dampening,
      .nesterov: nesterov.map { $0 ? 1 : 0 }, .beta1: betas?.0, .beta2: betas?.1, .eps: eps,
      .maximize: maximize.map { $0 ? 1 : 0 },
    ]
    for (option, value) in given { if let value { self[option] = value } }
    change(self)
  }

  /// An option by its name. Reading traps where it has no value; writing traps on a number out of range
  /// and, in an optimizer's groups, on an option that its rule does not have.
  public subscript(option: Option) -> Double {
    get {
      guard let value = options[option] else {
        trap("ParameterGroup: \(option) has no value here; \(optionList)")
      }
      return value
    }
    set {
      require(
        !isComplete || options[option] != nil,
        "ParameterGroup: the optimizer has no option \(option); \(optionList)")
      if let problem = option.problem(with: newValue) { trap("ParameterGroup: \(problem)") }
      options[option] = newValue
    }
  }

  /// A truth value; traps as the number does.
  public subscript(flag option: Option) -> Bool {
    get { self[option] != 0 }
    set { self[option] = newValue ? 1 : 0 }
  }

  /// Whether the option has a value.
  public func has(_ option: Option) -> Bool { options[option] != nil }

  // MARK: - For Optimizer

  /// This group with `defaults` for what it leaves open.
  func completed(by defaults: ParameterGroup, in optimizer: String) -> ParameterGroup {
    for option in options.keys.sorted() where !defaults.has(option) {
      trap("\(optimizer): has no option \(option); \(defaults.optionList)")
    }
    return ParameterGroup(parameters, completeOptions: defaults.options.merging(options) { $1 })
  }

  /// An optimizer's own group.
  init(_ parameters: [Tensor], completeOptions: [Option: Double]) {
    self.parameters = parameters
    options = completeOptions
    isComplete = true
  }

  /// Takes other values for the options that it has.
  func replaceOptions(by other: ParameterGroup) { options = other.options }

  private var optionList: String {
    "it has " + options.keys.sorted().map(\.rawValue).joined(separator: ", ")
  }
}

/// Options that several rules have, and those of SGD and Adam.
extension ParameterGroup {
  /// Learning rate: what a step is multiplied by.
  public var lr: Double {
    get { self[.lr] }
    set { self[.lr] = newValue }
  }
  /// How much of the parameter itself pulls it to 0.
  public var weightDecay: Double {
    get { self[.weightDecay] }
    set { self[.weightDecay] = newValue }
  }
  /// SGD, RMSprop: how much of the momentum buffer a step keeps.
  public var momentum: Double {
    get { self[.momentum] }
    set { self[.momentum] = newValue }
  }
  /// SGD: how much of a gradient is kept out of the momentum buffer.
  public var dampening: Double {
    get { self[.dampening] }
    set { self[.dampening] = newValue }
  }
  /// SGD: whether a step looks ahead along the momentum.
  public var nesterov: Bool {
    get { self[flag: .nesterov] }
    set { self[flag: .nesterov] = newValue }
  }
  /// Adam, AdamW: how much of the running means of gradients and of their squares a step keeps.
  public var betas: (Double, Double) {
    get { (self[.beta1], self[.beta2]) }
    set { (self[.beta1], self[.beta2]) = newValue }
  }
  /// Keeps a denominator from 0.
  public var eps: Double {
    get { self[.eps] }
    set { self[.eps] = newValue }
  }
  /// Whether steps go uphill.
  public var maximize: Bool {
    get { self[flag: .maximize] }
    set { self[flag: .maximize] = newValue }
  }
}
