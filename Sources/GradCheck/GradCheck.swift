public import ApusAutograd
import ApusTensor

/// Proves the derivatives of `function` at `input`: throws a `GradCheckFailure` unless they agree with
/// central differences of its values.
///
///     try gradCheck(x, order: 2) { ($0 * $0).sum() }
///
/// `function` is called with a copy of `input` and must use it; the input's own value and `grad` stay as
/// they are. It must give the same result whenever it is called with the same values. Tensors need to be
/// float64: differences of float32 are mostly rounding. Gradients that come from above are random, and
/// not 1 alone; random numbers of the check leave every generator alone.
///
/// Documentation/GradientChecking.md is the guide.
///
/// - Parameters:
///   - order: 1 checks gradients; 2 also checks derivatives of gradients, with respect to the input and
///     to the gradient that comes from above.
///   - eps: the step of the differences; elements of 2 and more move by as much more, to powers of two.
///   - atol: with `rtol`: |analytic - numeric| <= atol + rtol |numeric|.
///   - richardson: takes every difference at fifteen steps and extrapolates, which costs fifteen times as
///     much and is right to about 1e-11. Elements that disagree get this second look in any case; once a
///     hundred of an input stay wrong, one at five steps.
///   - mode: every entry of the Jacobian, or random directions.
/// - Returns: how much was compared, and how close it came.
@discardableResult
public func gradCheck(
  _ input: Tensor, order: Int = 1, eps: Double = GradCheckDefaults.eps,
  atol: Double = GradCheckDefaults.atol, rtol: Double = GradCheckDefaults.rtol,
  richardson: Bool = false, mode: GradCheckMode = .automatic,
  _ function: (Tensor) throws -> Tensor
) throws -> GradCheckSummary {
  try gradCheck(
    leaves: [], copiesOf: [("the input", input)],
    GradCheckOptions(
      order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode)
  ) { try function($0[0]) }
}

/// Proves the derivatives of a function of two tensors; everything else as for one.
@discardableResult
public func gradCheck(
  _ a: Tensor, _ b: Tensor, order: Int = 1, eps: Double = GradCheckDefaults.eps,
  atol: Double = GradCheckDefaults.atol, rtol: Double = GradCheckDefaults.rtol,
  richardson: Bool = false, mode: GradCheckMode = .automatic,
  _ function: (Tensor, Tensor) throws -> Tensor
) throws -> GradCheckSummary {
  try gradCheck(
    [a, b], order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode
  ) { try function($0[0], $0[1]) }
}

/// Proves the derivatives of a function of several tensors; everything else as for one. Integers among
/// them are handed on and not differentiated.
@discardableResult
public func gradCheck(
  _ inputs: [Tensor], order: Int = 1, eps: Double = GradCheckDefaults.eps,
  atol: Double = GradCheckDefaults.atol, rtol: Double = GradCheckDefaults.rtol,
  richardson: Bool = false, mode: GradCheckMode = .automatic,
  _ function: ([Tensor]) throws -> Tensor
) throws -> GradCheckSummary {
  try gradCheck(
    leaves: [], copiesOf: inputs.enumerated().map { ("input \($0)", $1) },
    GradCheckOptions(
      order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode),
    function)
}

/// Proves the derivatives of a function with respect to leaves that it captures:
///
///     try gradCheck(captured: ["weight": weight, "bias": bias]) { x.matmul(weight) + bias }
///
/// The leaves are moved in place and are what they were at the end: a graph that was recorded before can
/// still be differentiated, and no `grad` is touched. They need to require gradients. All else is as for a
/// function of its inputs.
@discardableResult
public func gradCheck(
  captured leaves: KeyValuePairs<String, Tensor>, order: Int = 1,
  eps: Double = GradCheckDefaults.eps, atol: Double = GradCheckDefaults.atol,
  rtol: Double = GradCheckDefaults.rtol, richardson: Bool = false,
  mode: GradCheckMode = .automatic, _ function: () throws -> Tensor
) throws -> GradCheckSummary {
  try gradCheck(
    leaves: leaves.map { ($0.key, $0.value) }, copiesOf: [],
    GradCheckOptions(
      order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode)
  ) { _ in try function() }
}
