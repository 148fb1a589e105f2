import ApusAutograd

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
public final class AdamW: Adam {
  /// Traps as `Adam` does.
  ///
  /// - Parameters:
  ///   - parameters: tensors, or groups of them with options of their own.
  ///   - betas: how much of the running means of gradients and of their squares a step keeps.
  ///   - eps: keeps the denominator from 0.
  ///   - weightDecay: each step shrinks a parameter by this, times lr.
  ///   - maximize: goes uphill.
  public override init(
    _ parameters: [some Optimizable], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999),
    eps: Double = 1e-8, weightDecay: Double = 1e-2, maximize: Bool = false
  ) {
    super.init(
      parameters, lr: lr, betas: betas, eps: eps, weightDecay: weightDecay, maximize: maximize)
  }

  override var isDecoupled: Bool { true }
}
