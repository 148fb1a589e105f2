import ApusAutograd
public import ApusTensor
import CApusKernels

/// Stochastic gradient descent, with momentum if wanted.
///
/// For a parameter p with gradient g and, where `momentum` is above 0, a buffer b:
///
///     g = -g                                      if maximize
///     g = g + weightDecay * p
///     b = g                                       at the first step
///     b = momentum * b + (1 - dampening) * g      at later ones
///     g = g + momentum * b                        if nesterov
///     g = b                                       with momentum otherwise
///     p = p - lr * g
///
/// Source: https://pytorch.org/docs/stable/generated/torch.optim.SGD.html, whose rounding it follows.
public final class SGD: Optimizer {
  /// Traps on an empty list, tensors that are not leaves, a parameter given twice, numbers that are
  /// negative or not finite, and `nesterov` without momentum or with dampening.
  ///
  /// - Parameters:
  ///   - parameters: tensors, or groups of them with options of their own.
  ///   - momentum: 0 keeps no buffer; with 0.9 a steady gradient moves ten times as far a step.
  ///   - weightDecay: adds half the sum of squared parameters, times this, to the loss.
  ///   - maximize: goes uphill.
  public init(
    _ parameters: [some Optimizable], lr: Double = 1e-3, momentum: Double = 0,
    dampening: Double = 0, weightDecay: Double = 0, nesterov: Bool = false, maximize: Bool = false
  ) {
    super.init(
      parameters,
      defaults: ParameterGroup(
        lr: lr, weightDecay: weightDecay, momentum: momentum, dampening: dampening,
        nesterov: nesterov, maximize: maximize))
  }

  public override var stateNames: [String] { ["momentum_buffer"] }

  public override func uses(_ name: String, for group: ParameterGroup) -> Bool {
    group.momentum > 0
  }

  public override func problem(with group: ParameterGroup) -> String? {
    !group.nesterov || (group.momentum > 0 && group.dampening == 0)
      ? nil : "nesterov needs momentum above 0 and no dampening"
  }

  private static let step = CompiledStep("SGD", k_sgd_step_f32, k_sgd_step_f64)

  public override func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    let options = k_sgd_options(
      lr: group.lr, momentum: group.momentum, dampening: group.dampening,
      weight_decay: group.weightDecay, nesterov: group.nesterov, maximize: group.maximize,
      first: group.momentum > 0 && state.isNew("momentum_buffer"))
    state.run(SGD.step, on: &parameter, gradient: gradient, options)
  }
}
