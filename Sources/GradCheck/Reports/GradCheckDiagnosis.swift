import ApusTensor

/// Tells what is wrong with a derivative, and what it looks like.
struct GradCheckDiagnosis {
  let function: CheckedFunction
  let order: Int
  let eps: Double
  let results: [NDArray]
  /// Those with wrong entries.
  let arguments: [ComparedArgument]
  let float32Step: () throws -> String?

  /// So many of the wrong entries are looked at for one that is not at a kink.
  private static let mostKinks = 16

  /// The failure, told by the entry that is furthest off:
  ///
  ///     gradCheck of order 1: the gradient of input 0 is wrong
  ///       worst   [1, 2], for the result's [1, 0]: analytic 2.5, numeric 5, error 490000 times the tolerance
  ///       wrong   6 of 36 entries; 6 of the 36 are not 0; also input 1 (3 of 18)
  ///       reason  analytic is 0.5 times numeric wherever it is wrong
  func failure() throws -> GradCheckFailure {
    let wrong = arguments.flatMap { argument in argument.wrong.map { (argument, $0) } }
      .sorted { $0.1.excess > $1.1.excess }
    guard let (argument, worst, reason) = try worst(wrong) else {
      return try failureAlongDirection()
    }
    let point = function.point[argument.position]
    let entry = GradCheckFailure.Entry(
      name: function.names[argument.position], index: point.indices(of: worst.index),
      result: resultPlace(argument, worst), analytic: worst.analytic, numeric: worst.numeric,
      errorOverTolerance: worst.excess)
    return report(
      argument, entry, "\(point.place(of: worst.index)), \(entry.result): \(values(worst))", reason)
  }

  /// The entry that is furthest off; one at a kink only where all that are looked at are.
  private func worst(_ wrong: [(ComparedArgument, ComparedEntry)]) throws -> (
    ComparedArgument, ComparedEntry, Reason
  )? {
    var first: (ComparedArgument, ComparedEntry, Reason)?
    for (argument, entry) in wrong.prefix(GradCheckDiagnosis.mostKinks) {
      let found = (argument, entry, try reason(argument, entry))
      if found.2.kind != .kink { return found }
      first = first ?? found
    }
    return first
  }

  /// Where a direction is wrong, and no entry that was looked at.
  private func failureAlongDirection() throws -> GradCheckFailure {
    let (argument, worst) = arguments.map { ($0, $0.direction!) }
      .max { $0.1.excess < $1.1.excess }!
    let reason =
      try float32Reason()
      ?? Reason(
        .mismatch, "many elements are a little off, or their differences are mostly rounding")
    return report(
      argument, nil, "along a random direction: \(values(worst))", reason)
  }

  private func report(
    _ argument: ComparedArgument, _ worst: GradCheckFailure.Entry?, _ worstLine: String,
    _ reason: Reason
  ) -> GradCheckFailure {
    let name = function.names[argument.position]
    let headline =
      order == 1
      ? "the gradient of \(name) is wrong"
      : "the gradients are right, but their derivative with respect to \(name) is wrong"
        + (function.remark.map { " \($0)" } ?? "")
    let lines = [
      "gradCheck of order \(order): \(headline)", "worst   \(worstLine)",
      "wrong   \(wrongCounts(argument))", reason.text.map { "reason  \($0)" },
    ]
    return GradCheckFailure(
      order: order, reason.kind, worst: worst,
      wrong: (argument.wrong.count, argument.entries.count),
      lines.compactMap { $0 }.joined(separator: "\n  "))
  }

  private func wrongCounts(_ argument: ComparedArgument) -> String {
    let looked = argument.entries.count
    let visible = argument.entries.filter {
      max(abs($0.analytic), abs($0.numeric)) > 1e-3 * $0.tolerance
    }
    let others = arguments.filter { $0.position != argument.position }.map { other in
      let counts = other.entries.isEmpty ? "" : " (\(other.wrong.count) of \(other.entries.count))"
      return function.names[other.position] + counts
    }
    let more = others.count > 5 ? ["and \(others.count - 5) more"] : []
    return "\(argument.wrong.count) of \(looked) entries"
      + (argument.isPart ? " that were looked at" : "")
      + (visible.count < looked ? "; \(visible.count) of the \(looked) are not 0" : "")
      + (others.isEmpty ? "" : "; also \((others.prefix(5) + more).joined(separator: ", "))")
  }

  // MARK: - Reasons

  struct Reason {
    let kind: GradCheckFailure.Reason
    let text: String?

    init(_ kind: GradCheckFailure.Reason, _ text: String?) { (self.kind, self.text) = (kind, text) }
  }

  private func reason(_ argument: ComparedArgument, _ entry: ComparedEntry) throws -> Reason {
    if !entry.numeric.isFinite {
      return Reason(.notFinite, "a step away the function is not finite; choose another point")
    }
    // Before the others, which float32's rounding would lead astray.
    if let float32 = try float32Reason() { return float32 }
    let differences = FiniteDifferences(
      function, eps: eps, results: results, weights: argument.weights)
    let move = Move.element(entry.index)
    if try differences.resultsHaveFloat32Digits(argument.position, move) {
      return Reason(
        .float32,
        "\(thing)'s values have no more digits than float32, whose differences are mostly rounding; "
          + "compute in float64")
    }
    if try entry.error <= differences.rounding(argument.position, move, row: entry.row) {
      let size = results.flatMap { $0.scalars(as: Double.self) }.map(\.magnitude).max() ?? 0
      return Reason(
        .rounding,
        "\(thing)'s values reach \(size.text(digits: 2)), whose rounding alone explains the difference; check the "
          + "terms of a sum by themselves, or smaller ones")
    }
    let smallerStep = smallerStep(argument, entry)
    if let kink = try differences.kink(
      argument.position, move, row: entry.row, analytic: entry.analytic)
    {
      let advice = ["choose another point", smallerStep].compactMap { $0 }
      return Reason(.kink, "\(text(kink, argument)); \(advice.joined(separator: ", or "))")
    }
    return try pattern(argument) ?? Reason(.mismatch, smallerStep)
  }

  private func text(_ kink: Kink, _ argument: ComparedArgument) -> String {
    guard case .slopes(let below, let above) = kink else { return "\(thing) jumps there" }
    let isWeighted = order == 2 || argument.weights != nil
    return "\(thing) has a kink there: its derivative is \(below.text(digits: 7)) from below and "
      + "\(above.text(digits: 7)) from above" + (isWeighted ? ", times that gradient" : "")
  }

  /// What to do about an element that is not larger than the step.
  private func smallerStep(_ argument: ComparedArgument, _ entry: ComparedEntry) -> String? {
    let element = function.point[argument.position].scalars(as: Double.self)[entry.index].magnitude
    return element > 0 && element < 16 * eps
      ? "give a smaller eps for an element of \(element.text(digits: 2))" : nil
  }

  var thing: String { order == 1 ? "the function" : "the gradient" }

  private func float32Reason() throws -> Reason? {
    guard let step = try float32Step() else { return nil }
    return Reason(
      .float32,
      "the step `\(step)` turns float64 into float32, whose differences are mostly rounding; keep the "
        + "function in float64")
  }

  // MARK: - Text

  private func values(_ entry: ComparedEntry) -> String {
    let (analytic, numeric) = texts(entry.analytic, entry.numeric)
    let error =
      entry.tolerance > 0
      ? "\(entry.excess.text(digits: 2)) times the tolerance"
      : "\(entry.error.text(digits: 2)), where none is allowed"
    return "analytic \(analytic), numeric \(numeric), error \(error)"
  }

  private func resultPlace(_ argument: ComparedArgument, _ entry: ComparedEntry) -> String {
    let isWeighted = order == 2 || argument.weights != nil
    return [
      argument.weights == nil ? "of \(resultPlace(entry.row))" : nil,
      isWeighted ? "for a random gradient from above" : nil,
    ].compactMap { $0 }.joined(separator: ", ")
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
      ? "the result's \(place)" : "the gradient of \(function.resultNames[position]) at \(place)"
  }
}

extension NDArray {
  /// Where the element at `position` in row-major order stands, in words.
  func place(of position: Int) -> String {
    rank == 0 ? "only element" : "\(indices(of: position))"
  }
}
