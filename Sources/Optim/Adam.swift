import ApusAutograd
public import ApusTensor
import CApusKernels

/// Steps as long as the running mean of the gradients is beside that of their squares.
///
/// For a parameter p with gradient g, running means m and v that start at 0, and t counting its steps
/// from 1:
///
///     g = -g                                      if maximize
///     g = g + weightDecay * p
///     m = m + (1 - beta1) * (g - m)
///     v = beta2 * v + (1 - beta2) * g^2
///     p = p - lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps)
///
/// Source: Kingma and Ba, Adam, 2015;
/// https://pytorch.org/docs/stable/generated/torch.optim.Adam.html, whose rounding it follows.
public class Adam: Optimizer {
  /// Traps on an empty list, tensors that are not leaves, a parameter given twice, betas outside 0..<1,
  /// and other numbers that are negative or not finite.
  ///
  /// - Parameters:
  ///   - parameters: tensors, or groups of them with options of their own.
  ///   - betas: how much of the running means of gradients and of their squares a step keeps.
  ///   - eps: keeps the denominator from 0.
  ///   - weightDecay: adds half the sum of squared parameters, times this, to the loss.
  ///   - maximize: goes uphill.
  public init(
    _ parameters: [some Optimizable], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    eps: Double = 1e-8, weightDecay: Double = 0, maximize: Bool = false
  ) {
    super.init(
      parameters,
      defaults: ParameterGroup(
        lr: lr, weightDecay: weightDecay, betas: betas, eps: eps, maximize: maximize))
  }

  public final override var stateNames: [String] { ["exp_avg", "exp_avg_sq"] }

  private static let step = CompiledStep("Adam", k_adam_step_f32, k_adam_step_f64)

  /// Whether weight decay acts on the parameters themselves instead of on their gradients.
  var isDecoupled: Bool { false }

  public final override func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    let (beta1, beta2) = group.betas
    let options = k_adam_options(
      lr: group.lr, beta1: beta1, beta2: beta2, eps: group.eps,
      weight_decay: group.weightDecay, step: UInt64(state.step), decoupled: isDecoupled,
      maximize: group.maximize)
    state.run(Adam.step, on: &parameter, gradient: gradient, options)
  }
}
