import ApusAutograd
public import ApusTensor

/// Changes parameters by their gradients, step by step.
///
/// A rule of one's own overrides `update`, and `stateNames` where it keeps arrays between steps. The
/// arrays are made, counted, saved and loaded here:
///
///     final class Heavy: Optimizer {
///       init(_ parameters: [Tensor], lr: Double) {
///         super.init(parameters, defaults: ParameterGroup(lr: lr))
///       }
///
///       override var stateNames: [String] { ["velocity"] }
///
///       override func update(
///         _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
///       ) {
///         state["velocity"] = state["velocity"] * 0.9 + gradient
///         parameter = parameter - state["velocity"] * group.lr
///       }
///     }
///
///     let optimizer = Heavy(net.parameters, lr: 0.1)
///     try saveSafetensors(optimizer.stateDict, to: url)   // "0.step", "0.velocity", "param_groups.0.lr", ...
///     try Heavy(net.parameters, lr: 0.1).load(loadSafetensors(url))
///
/// An optimizer updates the tensors that it was given. `@Parameter` sees to it that an assigned parameter
/// stays among them; a module that takes the place of another brings parameters of its own, which no
/// optimizer made before knows: make a new one, or call `addGroup`.
open class Optimizer {
  /// The parameters with the options of the rule, which can be changed between steps.
  public private(set) final var groups: [ParameterGroup] = []

  private let defaults: ParameterGroup
  /// The rule's `stateNames`.
  final lazy var names = stateNames
  private var members = Set<ObjectIdentifier>()
  /// By parameter; one that was never updated has none.
  final var states: [ObjectIdentifier: State] = [:]
  /// Whether `step` is changing the states.
  private var isStepping = false

  /// Traps when there is nothing to optimize, and where `addGroup` does.
  ///
  /// - Parameters:
  ///   - parameters: tensors, or groups of them with options of their own.
  ///   - defaults: a group without parameters; it has a value for every option of the rule.
  public init<Element: Optimizable>(_ parameters: [Element], defaults: ParameterGroup) {
    self.defaults = defaults
    for group in Element._groups(of: parameters) { addGroup(group) }
    require(!members.isEmpty, "\(name): got no parameters to optimize")
  }

  deinit {
    for parameter in parameters { parameter.optimizerCount -= 1 }
  }

  /// Further parameters to optimize. Options that the group leaves open take the optimizer's value.
  ///
  /// Traps on tensors that are not leaves, on a parameter that the optimizer has already, on options that
  /// the rule does not have or that do not fit together.
  public final func addGroup(_ group: ParameterGroup) {
    for (i, parameter) in group.parameters.enumerated() {
      let place = "parameter \(i) of group \(groups.count), shape \(parameter.shape),"
      require(
        parameter.isLeaf,
        "\(name): \(place) is not a leaf but a computed tensor; pass what it was computed from")
      require(
        members.insert(ObjectIdentifier(parameter)).inserted,
        "\(name): \(place) occurs twice; an optimizer updates a parameter once a step")
    }
    let complete = group.completed(by: defaults, in: name)
    if let problem = problem(with: complete) { trap("\(name): \(problem)") }
    for parameter in group.parameters { parameter.optimizerCount += 1 }
    groups.append(complete)
  }

  // MARK: - The rule

  /// The rule: gives `parameter` its next value and the arrays of `state` what the next step needs.
  ///
  /// Called in turn for each parameter that has a gradient, inside `noGrad`. `state.step` is 1 at the
  /// first update, when all arrays are zeros. The optimizer's `step`, `load` and `stateDict` trap here.
  open func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    trap("\(name): does not override update")
  }

  /// The names of the arrays that the rule may keep for a parameter, each of its shape and type.
  open var stateNames: [String] { [] }

  /// Whether the options of a group make the rule use the array called `name`, one of `stateNames`: one
  /// that is not used takes no memory.
  open func uses(_ name: String, for group: ParameterGroup) -> Bool { true }

  /// Why the options of this group do not fit together, nil where they do.
  open func problem(with group: ParameterGroup) -> String? { nil }

  /// The rule's name in messages.
  final var name: String { String(describing: type(of: self)) }

  // MARK: - A step

  /// Every parameter, group by group.
  final var parameters: [Tensor] { groups.flatMap(\.parameters) }

  /// Updates, in place, every parameter that has a gradient; the others and their state stay as they
  /// are.
  public final func step() {
    checkIsNotStepping("step")
    isStepping = true
    defer { isStepping = false }
    noGrad {
      for group in groups {
        let uses = uses(of: group)
        for parameter in group.parameters {
          guard let gradient = parameter.grad?.array else { continue }
          let id = ObjectIdentifier(parameter)
          step(parameter, gradient, &states[id, default: State(names)], uses, group)
        }
      }
    }
  }

  private func step(
    _ parameter: Tensor, _ gradient: NDArray, _ state: inout State, _ uses: [Bool],
    _ group: ParameterGroup
  ) {
    require(
      gradient.shape == parameter.shape && gradient.dtype == parameter.dtype,
      "\(name): a gradient of \(gradient.dtype) \(gradient.shape) does not fit a parameter of "
        + "\(parameter.dtype) \(parameter.shape)")
    state.begin(using: uses, like: gradient)
    parameter.update { update(&$0, gradient: gradient, state: &state, group: group) }
  }

  /// Traps inside `update`: what a step leaves half done is no state to save, to replace or to step from.
  final func checkIsNotStepping(_ user: String) {
    require(
      !isStepping,
      "\(name): \(user) was used inside update, which is changing the state; use it between steps")
  }

  /// Which of its arrays the rule uses for a group's parameters.
  final func uses(of group: ParameterGroup) -> [Bool] { names.map { uses($0, for: group) } }

  /// Drops the gradients of all parameters: the next `backward` starts anew instead of adding to them.
  public final func zeroGrad() {
    for parameter in parameters { parameter.zeroGrad() }
  }
}
