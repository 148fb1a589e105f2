import ApusAutograd
import ApusOptim
import ApusTensor

/// A rule that keeps an array and has a learning rate.
class OwnRule: Optimizer {
  init(_ parameters: [Tensor], lr: Double) {
    super.init([ParameterGroup(parameters)], defaults: ParameterGroup([], lr: lr))
  }

  override var stateNames: [String] { ["velocity"] }
}

/// Two arrays, and the number of the step.
final class Adaptive: OwnRule {
  override var stateNames: [String] { ["mean", "square"] }

  override func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    state["mean"] = state["mean"] * 0.9 + gradient * 0.1
    state["square"] = state["square"] * 0.99 + gradient * gradient * 0.01
    let (m, v) = (Double(state.step), state["square"].sqrt() + 1e-8)
    parameter = parameter - state["mean"] / v * (group.lr / m.squareRoot())
  }
}
