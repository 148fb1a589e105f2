import Tensor

/// Proves the derivatives of `function` at `input`: throws a `GradCheckFailure` unless they agree with
/// central differences of its values.
///
///     try gradCheck(x, order: 2) { ($0 * $0).sum() }
///
/// `function` is called with a copy of `input` and must use it; the input's own value and `grad` stay as
/// they are. It must give the same result whenever it is called with the same values. Tensors need to be
/// float64: differences of float32 are mostly rounding. The gradient that comes from above is random, and
/// not 1; random numbers of the check leave every generator alone.
///
/// Documentation/GradientChecking.md is the guide.
///
/// - Parameters:
///   - order: 1 checks gradients; 2 also checks derivatives of gradients, with respect to the input and
///     to the gradient that comes from above.
///   - eps: the step of the differences, times the power of two below the element where that is above 1.
///   - atol: with `rtol`: |analytic - numeric| <= atol + rtol |numeric|.
///   - richardson: takes every difference at eleven steps and extrapolates, which costs eleven times as
///     much and is right to about 1e-11. Elements that disagree get this second look in any case.
///   - mode: every entry of the Jacobian, or random directions.
/// - Returns: how much was compared, and how close it came.
@discardableResult
public func gradCheck(
  _ input: Tensor, order: Int = 1, eps: Double = GradCheckOptions.eps,
  atol: Double = GradCheckOptions.atol, rtol: Double = GradCheckOptions.rtol,
  richardson: Bool = false, mode: GradCheckMode = .automatic,
  _ function: (Tensor) throws -> Tensor
) throws -> GradCheckSummary {
  try gradCheck(
    copiesOf: [("the input", input)],
    GradCheckOptions(
      order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode)
  ) { try function($0[0]) }
}

/// Proves the derivatives of a function of several tensors; everything else as for one.
@discardableResult
public func gradCheck(
  _ inputs: [Tensor], order: Int = 1, eps: Double = GradCheckOptions.eps,
  atol: Double = GradCheckOptions.atol, rtol: Double = GradCheckOptions.rtol,
  richardson: Bool = false, mode: GradCheckMode = .automatic,
  _ function: ([Tensor]) throws -> Tensor
) throws -> GradCheckSummary {
  try gradCheck(
    copiesOf: inputs.enumerated().map { ("input \($0)", $1) },
    GradCheckOptions(
      order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode),
    function)
}

/// Proves the derivatives of a function with respect to leaves that it captures:
///
///     try gradCheck(captured: ["weight": weight, "bias": bias]) { x.matmul(weight) + bias }
///
/// The leaves are moved in place and have their values back at the end; no `grad` is touched. They need
/// to require gradients. All else is as for a function of its inputs.
@discardableResult
public func gradCheck(
  captured leaves: KeyValuePairs<String, Tensor>, order: Int = 1,
  eps: Double = GradCheckOptions.eps, atol: Double = GradCheckOptions.atol,
  rtol: Double = GradCheckOptions.rtol, richardson: Bool = false,
  mode: GradCheckMode = .automatic, _ function: () throws -> Tensor
) throws -> GradCheckSummary {
  for (name, leaf) in leaves where !leaf.isLeaf || !leaf.requiresGrad {
    trap("gradCheck: \(name) must be a leaf that requires gradients")
  }
  return try gradCheck(
    leaves: leaves.map { ($0.key, $0.value) },
    GradCheckOptions(
      order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode)
  ) { _ in try function() }
}

// MARK: - What is asked for, and what was found

/// How thoroughly `gradCheck` looks.
public enum GradCheckMode: Sendable {
  /// Along two random directions an input, however large it is. Where they disagree, the input is
  /// searched for the place.
  case fast
  /// Slow for inputs of up to 1,000 elements together, 100 for second derivatives; fast above.
  case automatic
  /// Every entry of the Jacobian.
  case slow
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
  let richardson: Bool
  let mode: GradCheckMode

  package init(
    order: Int = 1, eps: Double = eps, atol: Double = atol, rtol: Double = rtol,
    richardson: Bool = false, mode: GradCheckMode = .automatic
  ) {
    require(order == 1 || order == 2, "gradCheck: order must be 1 or 2, got \(order)")
    require(
      eps > 0 && atol >= 0 && rtol >= 0,
      "gradCheck: eps must be positive, atol and rtol not negative, got \(eps), \(atol), \(rtol)")
    (self.order, self.mode, self.richardson) = (order, mode, richardson)
    (self.eps, self.atol, self.rtol) = (eps, atol, rtol)
  }
}

/// What a check that passed has seen.
public struct GradCheckSummary: Sendable, Equatable {
  /// Derivatives that were compared: entries of Jacobians, or directions.
  public internal(set) var comparedCount = 0
  /// The largest error, as a part of what was allowed: at most 1.
  public internal(set) var largestError = 0.0

  mutating func add(_ error: Double, allowed: Double) {
    comparedCount += 1
    // 0 of 0 is no error.
    if error > 0 { largestError = max(largestError, error / allowed) }
  }
}

// MARK: - Copies and leaves

/// The check on fresh leaves with the values of `inputs`.
private func gradCheck(
  copiesOf inputs: [(name: String, tensor: Tensor)], _ options: GradCheckOptions,
  _ function: ([Tensor]) throws -> Tensor
) throws -> GradCheckSummary {
  try gradCheck(leaves: [], copiesOf: inputs, options, function)
}

/// The check of a function of leaves that it reads by itself, such as a module's parameters, and of
/// copies of `inputs` that it is given. The leaves are changed in place, and have their values back at
/// the end; one that is listed twice is checked once.
package func gradCheck(
  leaves: [(name: String, tensor: Tensor)], copiesOf inputs: [(name: String, tensor: Tensor)] = [],
  _ options: GradCheckOptions, _ function: ([Tensor]) throws -> Tensor
) throws -> GradCheckSummary {
  var seen = Set<ObjectIdentifier>()
  let leaves = leaves.filter { seen.insert(ObjectIdentifier($0.tensor)).inserted }
  let values = leaves.map(\.tensor.array)
  func setValues(_ values: ArraySlice<NDArray>) {
    for (leaf, value) in zip(leaves, values) { leaf.tensor.update { $0 = value } }
  }
  defer { setValues(values[...]) }
  return try withoutActuallyEscaping(function) { function in
    try DifferentiatedFunction(
      leaves + inputs,
      tensors: { values in
        setValues(values.prefix(leaves.count))
        let copies = values.dropFirst(leaves.count).map { Tensor($0, requiresGrad: true) }
        return leaves.map(\.tensor) + copies
      },
      result: { try function(Array($0.dropFirst(leaves.count))) }
    ).check(options)
  }
}
