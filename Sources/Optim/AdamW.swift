public import ApusAutograd
public import ApusTensor

/// Adam with weight decay that acts on the parameters themselves instead of on their gradients.
///
/// For a parameter p with gradient g, running means m and v that start at 0, and t counting its steps
/// from 1:
///
///     g = -g                                      if maximize
///     p = p - lr * weightDecay * p
///     m = m + (1 - beta1) * (g - m)
///     v = beta2 * v + (1 - beta2) * g^2
///     p = p - lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps)
///
/// Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019;
/// https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html, whose rounding it follows.
public final class AdamW: Optimizer {
  /// Traps on an empty list, tensors that are not leaves, a parameter given twice, betas outside 0..<1,
  /// and other numbers that are negative or not finite.
  ///
  /// - Parameters:
  ///   - betas: how much of the running means of gradients and of their squares a step keeps.
  ///   - eps: keeps the denominator from 0.
  ///   - weightDecay: each step shrinks a parameter by this, times lr.
  ///   - maximize: goes uphill.
  public init(
    _ groups: [ParameterGroup], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    eps: Double = 1e-8, weightDecay: Double = 1e-2, maximize: Bool = false
  ) {
    super.init(
      groups,
      defaults: ParameterGroup(
        [], lr: lr, weightDecay: weightDecay, betas: betas, eps: eps, maximize: maximize))
  }

  /// The same for parameters that are all treated alike.
  public convenience init(
    _ parameters: [Tensor], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    eps: Double = 1e-8, weightDecay: Double = 1e-2, maximize: Bool = false
  ) {
    self.init(
      [ParameterGroup(parameters)], lr: lr, betas: betas, eps: eps, weightDecay: weightDecay,
      maximize: maximize)
  }

  public override var stateNames: [String] { ["exp_avg", "exp_avg_sq"] }

  public override func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    parameter.adamWStep(
      gradient: gradient, state: &state.arrays, step: state.step,
      AdamWOptions(
        lr: group.lr, beta1: group.betas.0, beta2: group.betas.1, eps: group.eps,
        weightDecay: group.weightDecay, maximize: group.maximize))
  }
}
