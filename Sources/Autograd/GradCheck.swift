import Tensor

/// How thoroughly `gradCheck` looks.
public enum GradCheckMode: Sendable {
  /// Along two random directions an input, however large it is.
  case fast
  /// First derivatives: every element, for one random upstream gradient. Second derivatives: every
  /// element of small inputs, random directions in large ones.
  case automatic
  /// Every entry of the Jacobian, which takes one backward an element of the result.
  case slow
}

/// Proves the derivatives of `function` at `input`: throws a `GradCheckFailure` unless they agree with
/// central differences of its values.
///
/// The check needs float64, and traps on other types. `function` must use the tensor that it is given:
/// a copy of `input`, whose value and `grad` stay as they are. Random numbers of the check come from a
/// generator of its own.
///
/// - Parameters:
///   - order: 1 checks gradients; 2 also checks derivatives of gradients, with respect to the input and
///     to the upstream gradient.
///   - eps: the step of the differences, times the power of two below the element where that is above
///     1. An element that disagrees is looked at again with other steps and Richardson's
///     extrapolation.
///   - atol: with `rtol`: |analytic - numeric| <= atol + rtol |numeric|.
public func gradCheck(
  _ input: Tensor, order: Int = 1, eps: Double = GradCheckOptions.eps,
  atol: Double = GradCheckOptions.atol, rtol: Double = GradCheckOptions.rtol,
  mode: GradCheckMode = .automatic, _ function: (Tensor) throws -> Tensor
) throws {
  let options = GradCheckOptions(order: order, eps: eps, atol: atol, rtol: rtol, mode: mode)
  try gradCheck(copiesOf: [("the input", input)], options) { try function($0[0]) }
}

/// Proves the derivatives of a function of several tensors; everything else as for one.
public func gradCheck(
  _ inputs: [Tensor], order: Int = 1, eps: Double = GradCheckOptions.eps,
  atol: Double = GradCheckOptions.atol, rtol: Double = GradCheckOptions.rtol,
  mode: GradCheckMode = .automatic, _ function: ([Tensor]) throws -> Tensor
) throws {
  let options = GradCheckOptions(order: order, eps: eps, atol: atol, rtol: rtol, mode: mode)
  let named = inputs.enumerated().map { (name: "input \($0)", tensor: $1) }
  try gradCheck(copiesOf: named, options, function)
}

/// What a check is asked for.
public struct GradCheckOptions: Sendable {
  /// Near the cube root of a Double's precision, where truncation and rounding weigh the same; a power
  /// of two, so that x + eps and x - eps are exact for most x.
  public static let eps = 0x1p-18
  public static let atol = 1e-7
  public static let rtol = 1e-6

  let order: Int
  let eps, atol, rtol: Double
  let mode: GradCheckMode

  package init(order: Int, eps: Double, atol: Double, rtol: Double, mode: GradCheckMode) {
    require(order == 1 || order == 2, "gradCheck: order must be 1 or 2, got \(order)")
    require(
      eps > 0 && atol >= 0 && rtol >= 0,
      "gradCheck: eps must be positive, atol and rtol not negative, got \(eps), \(atol), \(rtol)")
    (self.order, self.mode) = (order, mode)
    (self.eps, self.atol, self.rtol) = (eps, atol, rtol)
  }
}

// MARK: - Copies, or leaves in place

/// The check on fresh leaves with the values of `inputs`.
private func gradCheck(
  copiesOf inputs: [(name: String, tensor: Tensor)], _ options: GradCheckOptions,
  _ function: ([Tensor]) throws -> Tensor
) throws {
  try withoutActuallyEscaping(function) { function in
    try DifferentiatedFunction(
      inputs, leaves: { $0.map { Tensor($0, requiresGrad: true) } }, result: function
    ).check(options)
  }
}

/// The check of a function of leaves that it reads by itself, such as a module's parameters. They are
/// changed in place, and have their values back at the end.
package func gradCheck(
  inPlace leaves: [(name: String, tensor: Tensor)], _ options: GradCheckOptions,
  _ function: () throws -> Tensor
) throws {
  let tensors = leaves.map(\.tensor)
  let values = tensors.map(\.array)
  func setValues(_ values: [NDArray]) {
    for (tensor, value) in zip(tensors, values) { tensor.update { $0 = value } }
  }
  defer { setValues(values) }
  try withoutActuallyEscaping(function) { function in
    try DifferentiatedFunction(
      leaves,
      leaves: { values in
        setValues(values)
        return tensors
      },
      result: { _ in try function() }
    ).check(options)
  }
}
