import Tensor

/// Tells what is wrong with a derivative, and what it looks like.
struct GradCheckDiagnosis {
  let function: CheckedFunction
  let order: Int
  let eps: Double
  let results: [NDArray]
  /// Those with wrong entries.
  let arguments: [ComparedArgument]
  let float32Step: () throws -> String?

  /// The failure, told by the entry that is furthest off:
  ///
  ///     gradCheck of order 1: the gradient of input 0 is wrong
  ///       worst   [1, 2], for the result's [1, 0]: analytic 2.5, numeric 5, error 490000 times the tolerance
  ///       wrong   6 of 36 entries; also input 1 (3 of 18)
  ///       reason  analytic is 0.5 times numeric wherever it is wrong
  func failure() throws -> GradCheckFailure {
    let entries = arguments.flatMap { argument in argument.wrong.map { (argument, $0) } }
    guard let (argument, worst) = entries.max(by: { $0.1.excess < $1.1.excess }) else {
      return try failureAlongDirection()
    }
    let point = function.point[argument.position]
    let entry = GradCheckFailure.Entry(
      name: function.names[argument.position], index: point.indices(of: worst.index),
      result: resultPlace(argument, worst), analytic: worst.analytic, numeric: worst.numeric,
      errorOverTolerance: worst.excess)
    let (reason, explanation) = try reason(argument, worst)
    return report(
      argument, entry, reason, "\(point.place(of: worst.index)), \(entry.result): \(values(worst))",
      explanation)
  }

  /// Where a direction is wrong, and no entry that was looked at.
  private func failureAlongDirection() throws -> GradCheckFailure {
    let (argument, worst) = arguments.map { ($0, $0.direction!) }
      .max { $0.1.excess < $1.1.excess }!
    let (reason, explanation) =
      try float32Reason()
      ?? (.mismatch, "many elements are a little off, or their differences are mostly rounding")
    return report(
      argument, nil, reason, "along a random direction of all elements: \(values(worst))",
      explanation)
  }

  private func report(
    _ argument: ComparedArgument, _ worst: GradCheckFailure.Entry?,
    _ reason: GradCheckFailure.Reason, _ worstLine: String, _ explanation: String?
  ) -> GradCheckFailure {
    let name = function.names[argument.position]
    let others = arguments.filter { $0.position != argument.position }.map {
      "\(function.names[$0.position]) (\($0.wrong.count) of \($0.entries.count))"
    }
    let headline =
      order == 1
      ? "the gradient of \(name) is wrong"
      : "the gradients are right, but their derivative with respect to \(name) is wrong"
    var lines = [
      "gradCheck of order \(order): \(headline)", "worst   \(worstLine)",
      "wrong   \(argument.wrong.count) of \(argument.entries.count) entries"
        + (others.isEmpty ? "" : "; also \(others.joined(separator: ", "))"),
    ]
    if let explanation { lines.append("reason  \(explanation)") }
    return GradCheckFailure(
      order: order, reason, worst: worst, wrong: (argument.wrong.count, argument.entries.count),
      lines.joined(separator: "\n  "))
  }

  // MARK: - Reasons

  private func reason(_ argument: ComparedArgument, _ worst: ComparedEntry) throws -> (
    GradCheckFailure.Reason, String?
  ) {
    if !worst.numeric.isFinite {
      return (.notFinite, "a step away the function is not finite; choose another point")
    }
    // Before the others, which float32's rounding would lead astray.
    if let float32 = try float32Reason() { return float32 }
    let differences = FiniteDifferences(
      function, eps: eps, results: results, weights: argument.weights)
    switch try differences.kink(argument.position, .element(worst.index), row: worst.row) {
    case .slopes(let below, let above):
      return (
        .kink,
        "the function has a kink there: its derivative is \(short(below)) from below and "
          + "\(short(above)) from above; choose another point"
      )
    case .jump: return (.kink, "the function jumps there; choose another point")
    case nil: return pattern(argument) ?? (.mismatch, nil)
    }
  }

  private func float32Reason() throws -> (GradCheckFailure.Reason, String)? {
    guard let step = try float32Step() else { return nil }
    return (
      .float32,
      "the step \(step) turns float64 into float32, whose differences are mostly rounding; keep the "
        + "function in float64"
    )
  }

  /// What all wrong entries have in common, as far as it is something well known.
  private func pattern(_ argument: ComparedArgument) -> (GradCheckFailure.Reason, String)? {
    if isTransposed(argument) { return (.transposed, "analytic is the transpose of numeric") }
    let wrong = argument.wrong
    if wrong.allSatisfy({ $0.analytic == 0 }) {
      return (
        .independent,
        "analytic is 0 wherever it is wrong: a gradient is lost on the way (detach, noGrad, array?)"
      )
    }
    if argument.entries.allSatisfy({ abs($0.numeric) <= $0.tolerance }) {
      return (.independent, "the result does not depend on \(function.names[argument.position])")
    }
    guard let first = wrong.first(where: { abs($0.numeric) > $0.tolerance }) else { return nil }
    let ratio = first.analytic / first.numeric
    // Of a single entry any ratio would fit; of all, one that is nearly 1 is no factor.
    let isFactor = wrong.count > 1 ? abs(ratio - 1) > 1e-3 : isPlain(ratio)
    guard isFactor,
      wrong.allSatisfy({ abs($0.analytic - ratio * $0.numeric) <= 1e-3 * abs($0.numeric) })
    else { return nil }
    return (.factor, "analytic is \(short(ratio, 4)) times numeric wherever it is wrong")
  }

  /// Whether a factor is one that is easily forgotten: a sign, 2, a half.
  private func isPlain(_ ratio: Double) -> Bool {
    [-1, 2, -2, 0.5, -0.5].contains { abs(ratio - $0) < 1e-3 }
  }

  private func isTransposed(_ argument: ComparedArgument) -> Bool {
    let shape = function.point[argument.position].shape
    guard shape.count == 2, shape[0] == shape[1] else { return false }
    let rows = Dictionary(grouping: argument.entries, by: \.row)
    return rows.values.allSatisfy { entries in
      // All elements, in order.
      entries.count == shape[0] * shape[0]
        && entries.allSatisfy { entry in
          let (row, column) = entry.index.quotientAndRemainder(dividingBy: shape[0])
          let other = entries[column * shape[0] + row].numeric
          return abs(entry.analytic - other) <= 1e-3 * max(abs(other), entry.tolerance)
        }
    }
  }

  // MARK: - Text

  private func values(_ entry: ComparedEntry) -> String {
    "analytic \(short(entry.analytic)), numeric \(short(entry.numeric)), error "
      + "\(short(entry.excess, 2)) times the tolerance"
  }

  private func resultPlace(_ argument: ComparedArgument, _ entry: ComparedEntry) -> String {
    argument.weights == nil
      ? "of \(resultPlace(entry.row))" : "for a random gradient from above"
  }

  /// Where the element `row` of all results, counted on, stands.
  private func resultPlace(_ row: Int) -> String {
    var (row, position) = (row, 0)
    while row >= results[position].count {
      row -= results[position].count
      position += 1
    }
    let place = results[position].place(of: row)
    return order == 1
      ? "the result's \(place)" : "the gradient of \(function.names[position]) at \(place)"
  }
}

/// With so many significant digits.
private func short(_ value: Double, _ digits: Int = 7) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
  var (scale, size) = (0, abs(value))
  while size >= 10 { (size, scale) = (size / 10, scale + 1) }
  while size < 1 { (size, scale) = (size * 10, scale - 1) }
  let places = digits - 1 - scale
  let factor = (0..<min(abs(places), 300)).reduce(1.0) { product, _ in product * 10 }
  let rounded =
    places >= 0 ? (value * factor).rounded() / factor : (value / factor).rounded() * factor
  return "\(rounded)".hasSuffix(".0") ? "\("\(rounded)".dropLast(2))" : "\(rounded)"
}

extension NDArray {
  /// Where the element at `position` in row-major order stands, in words.
  func place(of position: Int) -> String {
    rank == 0 ? "only element" : "\(indices(of: position))"
  }
}
