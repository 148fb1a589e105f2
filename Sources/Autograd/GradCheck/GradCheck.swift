import Tensor

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
///     much and is right to about 1e-11. Elements that disagree get this second look in any case.
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
    copiesOf: [("the input", input)],
    GradCheckOptions(
      order: order, eps: eps, atol: atol, rtol: rtol, richardson: richardson, mode: mode)
  ) { try function($0[0]) }
}

/// Proves the derivatives of a function of several tensors; everything else as for one.
@discardableResult
public func gradCheck(
  _ inputs: [Tensor], order: Int = 1, eps: Double = GradCheckDefaults.eps,
  atol: Double = GradCheckDefaults.atol, rtol: Double = GradCheckDefaults.rtol,
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
  /// searched for the place. The tolerance grows with the square root of the number of elements.
  case fast
  /// Slow where inputs and results have up to 1,000 elements each; for second derivatives, where inputs
  /// and the gradient from above have up to 100 together. Fast otherwise.
  case automatic
  /// Every entry of the Jacobian.
  case slow
}

/// What a check that passed has seen.
public struct GradCheckSummary: Sendable, Equatable {
  /// Derivatives that were compared: entries of Jacobians, or directions.
  public internal(set) var comparedCount = 0
  /// The largest error, as a part of what was allowed: at most 1.
  public internal(set) var largestError = 0.0

  /// Counts an entry that is right.
  mutating func add(_ entry: ComparedEntry) {
    comparedCount += 1
    // 0 of 0 is no error.
    if entry.error > 0 { largestError = max(largestError, entry.excess) }
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
/// copies of `inputs` that it is given. The leaves are changed in place, and are what they were at the
/// end; one that is listed twice is checked once.
package func gradCheck(
  leaves: [(name: String, tensor: Tensor)], copiesOf inputs: [(name: String, tensor: Tensor)] = [],
  _ options: GradCheckOptions, _ function: ([Tensor]) throws -> Tensor
) throws -> GradCheckSummary {
  var seen = Set<ObjectIdentifier>()
  let leaves = leaves.filter { seen.insert(ObjectIdentifier($0.tensor)).inserted }
  let restore = leaves.map(\.tensor.restoration)
  defer { for restore in restore { restore() } }
  func setValues(_ values: ArraySlice<NDArray>) {
    for (leaf, value) in zip(leaves, values) { leaf.tensor.update { $0 = value } }
  }
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
