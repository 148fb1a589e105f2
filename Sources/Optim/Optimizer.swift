import Autograd
public import Tensor

/// Changes parameters by their gradients, step by step. `SGD` and `AdamW` are the rules at hand.
///
/// A rule of one's own overrides `update`, and `stateNames` where it keeps arrays between steps:
///
///     final class SignSGD: Optimizer {
///       init(_ parameters: [Tensor], lr: Double) {
///         super.init([ParameterGroup(parameters)], defaults: ParameterGroup([], lr: lr))
///       }
///       override func update(
///         _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
///       ) {
///         parameter = parameter - gradient.sign() * group.lr
///       }
///     }
open class Optimizer {
  /// The parameters with the options of the rule, which can be changed between steps.
  public private(set) final var groups: [ParameterGroup] = []

  private let defaults: ParameterGroup
  private var members = Set<ObjectIdentifier>()
  /// By parameter; one that was never updated has none.
  final var states: [ObjectIdentifier: State] = [:]

  /// What a rule remembers of one parameter from step to step.
  public struct State {
    /// How many updates `arrays` have seen; 0 as long as there are none.
    public var step = 0
    /// By the names in `stateNames`; each has the parameter's shape and type.
    public var arrays: [String: NDArray] = [:]
  }

  /// Traps when there is nothing to optimize, and where `addGroup` does.
  ///
  /// - Parameter defaults: a group without parameters; it has a value for every option of the rule.
  public init(_ groups: [ParameterGroup], defaults: ParameterGroup) {
    self.defaults = defaults
    for group in groups { addGroup(group) }
    require(!members.isEmpty, "\(name): got no parameters to optimize")
  }

  /// Further parameters to optimize. Options that the group leaves open take the optimizer's value.
  ///
  /// Traps on tensors that are no leaves, on a parameter that the optimizer has already, on options that
  /// the rule has not or that do not fit together.
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
    groups.append(complete)
  }

  // MARK: - The rule

  /// The rule: gives `parameter` its next value and `state` what the next step needs. Called in turn for
  /// each parameter that has a gradient, inside `noGrad`.
  open func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    trap("\(name): does not override update")
  }

  /// The names of the arrays that the rule keeps for a parameter: all of them once `step` of its state
  /// is above 0.
  open var stateNames: [String] { [] }

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
    noGrad {
      for group in groups {
        for parameter in group.parameters {
          guard let gradient = parameter.grad?.array else { continue }
          require(
            gradient.shape == parameter.shape && gradient.dtype == parameter.dtype,
            "\(name): a gradient of \(gradient.dtype) \(gradient.shape) does not fit a parameter of "
              + "\(parameter.dtype) \(parameter.shape)")
          let id = ObjectIdentifier(parameter)
          parameter.update {
            update(&$0, gradient: gradient, state: &states[id, default: State()], group: group)
          }
        }
      }
    }
  }

  /// Drops the gradients of all parameters: the next `backward` starts anew instead of adding to them.
  public final func zeroGrad() {
    for parameter in parameters { parameter.zeroGrad() }
  }
}
