import CApusKernels

/// A floating-point type with the steps of optimizers that exist for it.
protocol NativeScalar: ProductElement {
  typealias Input = UnsafePointer<Self>
  typealias Output = UnsafeMutablePointer<Self>

  static func sgdStep(
    _ n: Int, _ p: Output, _ g: Input, _ velocity: Output?, isFirst: Bool, _ options: SGDOptions)
  static func adamWStep(
    _ n: Int, _ p: Output, _ g: Input, _ m: Output, _ v: Output, step: Int,
    _ options: AdamWOptions)
}

/// The numbers of one SGD step; the update rule stands at `Optim.SGD`.
package struct SGDOptions: Sendable {
  package var lr, momentum, dampening, weightDecay: Double
  package var nesterov, maximize: Bool

  package init(
    lr: Double, momentum: Double, dampening: Double, weightDecay: Double, nesterov: Bool,
    maximize: Bool
  ) {
    (self.lr, self.momentum, self.dampening) = (lr, momentum, dampening)
    (self.weightDecay, self.nesterov, self.maximize) = (weightDecay, nesterov, maximize)
  }
}

/// The numbers of one AdamW step; the update rule stands at `Optim.AdamW`.
package struct AdamWOptions: Sendable {
  package var lr, beta1, beta2, eps, weightDecay: Double
  package var maximize: Bool

  package init(
    lr: Double, beta1: Double, beta2: Double, eps: Double, weightDecay: Double, maximize: Bool
  ) {
    (self.lr, self.beta1, self.beta2) = (lr, beta1, beta2)
    (self.eps, self.weightDecay, self.maximize) = (eps, weightDecay, maximize)
  }
}

extension Float: NativeScalar {
  static func sgdStep(
    _ n: Int, _ p: Output, _ g: Input, _ velocity: Output?, isFirst: Bool, _ options: SGDOptions
  ) {
    k_sgd_step_f32(
      n, p, g, velocity, isFirst ? 1 : 0, options.lr, options.momentum, options.dampening,
      options.weightDecay, options.nesterov ? 1 : 0, options.maximize ? 1 : 0)
  }

  static func adamWStep(
    _ n: Int, _ p: Output, _ g: Input, _ m: Output, _ v: Output, step: Int,
    _ options: AdamWOptions
  ) {
    k_adamw_step_f32(
      n, p, g, m, v, UInt64(step), options.lr, options.beta1, options.beta2, options.eps,
      options.weightDecay, options.maximize ? 1 : 0)
  }
}

extension Double: NativeScalar {
  static func sgdStep(
    _ n: Int, _ p: Output, _ g: Input, _ velocity: Output?, isFirst: Bool, _ options: SGDOptions
  ) {
    k_sgd_step_f64(
      n, p, g, velocity, isFirst ? 1 : 0, options.lr, options.momentum, options.dampening,
      options.weightDecay, options.nesterov ? 1 : 0, options.maximize ? 1 : 0)
  }

  static func adamWStep(
    _ n: Int, _ p: Output, _ g: Input, _ m: Output, _ v: Output, step: Int,
    _ options: AdamWOptions
  ) {
    k_adamw_step_f64(
      n, p, g, m, v, UInt64(step), options.lr, options.beta1, options.beta2, options.eps,
      options.weightDecay, options.maximize ? 1 : 0)
  }
}
