import ApusAutograd
public import ApusTensor
import CApusKernels

/// Divides gradients by the root of the running mean of their squares.
///
/// For a parameter p with gradient g, running means v and, if `centered`, m, and a buffer b where
/// `momentum` is above 0, which all start at 0:
///
///     g = -g                                      if maximize
///     g = g + weightDecay * p
///     v = alpha * v + (1 - alpha) * g^2
///     m = m + (1 - alpha) * (g - m)               if centered
///     d = g / (sqrt(v) + eps)                     sqrt(v - m^2) if centered
///     b = momentum * b + d
///     p = p - lr * b                              lr * d without momentum
///
/// Sources: Hinton, Neural Networks for Machine Learning, lecture 6, 2012;
/// https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html, whose rounding it follows.
public final class RMSprop: Optimizer {
  /// Traps on an empty list, tensors that are not leaves, a parameter given twice, and numbers that are
  /// negative or not finite.
  ///
  /// - Parameters:
  ///   - parameters: tensors, or groups of them with options of their own.
  ///   - alpha: how much of the running means a step keeps.
  ///   - eps: keeps the denominator from 0.
  ///   - weightDecay: adds half the sum of squared parameters, times this, to the loss.
  ///   - momentum: how much of the buffer a step keeps; 0 keeps no buffer.
  ///   - centered: divides by an estimate of the gradients' standard deviation.
  ///   - maximize: goes uphill.
  public init(
    _ parameters: [some Optimizable], lr: Double = 1e-2, alpha: Double = 0.99, eps: Double = 1e-8,
    weightDecay: Double = 0, momentum: Double = 0, centered: Bool = false, maximize: Bool = false
  ) {
    super.init(
      parameters,
      defaults: ParameterGroup(
        lr: lr, weightDecay: weightDecay, momentum: momentum, eps: eps, maximize: maximize
      ) { ($0.alpha, $0.centered) = (alpha, centered) })
  }

  public override var stateNames: [String] { ["square_avg", "momentum_buffer", "grad_avg"] }

  public override func uses(_ name: String, for group: ParameterGroup) -> Bool {
    switch name {
    case "momentum_buffer": group.momentum > 0
    case "grad_avg": group.centered
    default: true
    }
  }

  private static let step = CompiledStep("RMSprop", k_rmsprop_step_f32, k_rmsprop_step_f64)

  public override func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    let options = k_rmsprop_options(
      lr: group.lr, alpha: group.alpha, eps: group.eps, weight_decay: group.weightDecay,
      momentum: group.momentum, maximize: group.maximize)
    state.run(RMSprop.step, on: &parameter, gradient: gradient, options)
  }
}

extension ParameterGroup.Option {
  public static let alpha = Self("alpha", .notNegative)
  public static let centered = Self("centered", .flag)
}

extension ParameterGroup {
  /// RMSprop: how much of the running means a step keeps.
  public var alpha: Double {
    get { self[.alpha] }
    set { self[.alpha] = newValue }
  }
  /// RMSprop: whether it divides by an estimate of the gradients' standard deviation.
  public var centered: Bool {
    get { self[flag: .centered] }
    set { self[flag: .centered] = newValue }
  }
}
