import ApusAutograd
public import ApusTensor
import CApusKernels

/// Steps as large as the last ones were beside the gradients.
///
/// For a parameter p with gradient g, and running means v of squared gradients and u of squared steps
/// that start at 0:
///
///     g = -g                                      if maximize
///     g = g + weightDecay * p
///     v = rho * v + (1 - rho) * g^2
///     d = sqrt(u + eps) / sqrt(v + eps) * g
///     u = rho * u + (1 - rho) * d^2
///     p = p - lr * d
///
/// Sources: Zeiler, ADADELTA, 2012;
/// https://pytorch.org/docs/stable/generated/torch.optim.Adadelta.html, whose rounding it follows.
public final class Adadelta: Optimizer {
  /// Traps on an empty list, tensors that are not leaves, a parameter given twice, rho outside 0...1, and
  /// other numbers that are negative or not finite.
  ///
  /// - Parameters:
  ///   - parameters: tensors, or groups of them with options of their own.
  ///   - rho: how much of the running means a step keeps.
  ///   - eps: what the first step is made of, and keeps the denominator from 0.
  ///   - weightDecay: adds half the sum of squared parameters, times this, to the loss.
  ///   - maximize: goes uphill.
  public init(
    _ parameters: [some Optimizable], lr: Double = 1, rho: Double = 0.9, eps: Double = 1e-6,
    weightDecay: Double = 0, maximize: Bool = false
  ) {
    super.init(
      parameters,
      defaults: ParameterGroup(lr: lr, weightDecay: weightDecay, eps: eps, maximize: maximize) {
        $0.rho = rho
      })
  }

  public override var stateNames: [String] { ["square_avg", "acc_delta"] }

  private static let step = CompiledStep("Adadelta", k_adadelta_step_f32, k_adadelta_step_f64)

  public override func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    let options = k_adadelta_options(
      lr: group.lr, rho: group.rho, eps: group.eps, weight_decay: group.weightDecay,
      maximize: group.maximize)
    state.run(Adadelta.step, on: &parameter, gradient: gradient, options)
  }
}

extension ParameterGroup.Option {
  public static let rho = Self("rho", .upToOne)
}

extension ParameterGroup {
  /// Adadelta: how much of the running means a step keeps.
  public var rho: Double {
    get { self[.rho] }
    set { self[.rho] = newValue }
  }
}
