import ApusTensor

/// What all wrong entries of an argument have in common, as far as it is something well known.
extension GradCheckDiagnosis {
  func pattern(_ argument: ComparedArgument) throws -> Reason? {
    let wrong = argument.wrong
    if isIgnored(argument) {
      return Reason(
        .nonlinear, "analytic is the same for every gradient from above, which it ignores")
    }
    let ofNothing = try function.recorded()(results.map { .zeros($0.shape, dtype: .float64) })
    if ofNothing[argument.position]?.scalars(as: Double.self).contains(where: { $0.magnitude > 0 })
      == true
    {
      return Reason(
        .nonlinear,
        "analytic is not 0 where the gradient from above is: a term of the pullback is not multiplied by it"
      )
    }
    // Of what is nearly right nothing is exchanged.
    let isFarOff = wrong.contains { !isClose($0, $0.numeric) }
    if isFarOff && isTransposedMatrix(argument) {
      return Reason(
        .transposed, "analytic has numeric's elements with rows and columns of the input exchanged")
    }
    if isFarOff && isTransposedJacobian(argument) {
      return Reason(
        .transposed,
        "the matrix of derivatives is transposed: a .T too many, or too few, in a product of the pullback"
      )
    }
    if wrong.allSatisfy({ $0.analytic == 0 }) {
      let isPartly = argument.entries.contains { $0.isRight && abs($0.analytic) > $0.tolerance }
      return Reason(
        .independent,
        isPartly
          ? "analytic is 0 wherever it is wrong, and right elsewhere: a mask, an index, or a sum that is missing?"
          : "analytic is 0 wherever it is wrong: a gradient is lost on the way (detach, noGrad, array?)"
      )
    }
    if argument.entries.allSatisfy({ abs($0.numeric) <= $0.tolerance })
      && wrong.allSatisfy({ abs($0.numeric) <= 1e-3 * abs($0.analytic) })
    {
      return Reason(
        .independent, "\(thing) does not depend on \(function.names[argument.position])")
    }
    return factor(wrong).map { ratio in
      let digits = (4...7).first { ratio.text(digits: $0) != "1" } ?? 7
      return Reason(
        .factor, "analytic is \(ratio.text(digits: digits)) times numeric wherever it is wrong")
    }
  }

  /// The ratio of analytic to numeric, where it is one and the same.
  private func factor(_ wrong: [ComparedEntry]) -> Double? {
    guard let first = wrong.max(by: { abs($0.numeric) < abs($1.numeric) }), first.numeric != 0
    else {
      return nil
    }
    let ratio = first.analytic / first.numeric
    // Of a single entry any ratio would fit: it must be one that is easily forgotten.
    if wrong.count == 1 && ![-1, 2, -2, 0.5, -0.5].contains(where: { abs(ratio - $0) < 1e-3 }) {
      return nil
    }
    let isFactor = wrong.allSatisfy { entry in
      abs(entry.analytic - ratio * entry.numeric)
        <= 0.05 * abs((ratio - 1) * entry.numeric) + 0.01 * entry.tolerance
    }
    return isFactor && (first.excess > 10 || abs(ratio - 1) > 0.1) ? ratio : nil
  }

  /// Whether all analytic rows of the Jacobian are the same, and not 0, where the numeric ones differ.
  private func isIgnored(_ argument: ComparedArgument) -> Bool {
    guard argument.weights == nil, argument.rowCount > 1 else { return false }
    let byElement = Dictionary(grouping: argument.entries, by: \.index).values
    let isSame = byElement.allSatisfy { entries in
      entries.allSatisfy { $0.analytic == entries[0].analytic }
    }
    let shouldDiffer = byElement.contains { entries in
      entries.contains { abs($0.numeric - entries[0].numeric) > $0.tolerance }
    }
    return isSame && shouldDiffer
      && argument.entries.contains { abs($0.analytic) > $0.tolerance }
  }

  /// Whether the gradient of a square matrix is transposed, for every result.
  private func isTransposedMatrix(_ argument: ComparedArgument) -> Bool {
    let shape = function.point[argument.position].shape
    guard shape.count == 2, shape[0] == shape[1] else { return false }
    return Dictionary(grouping: argument.entries, by: \.row).values.allSatisfy { entries in
      isEqual(entries) { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: shape[0])
        return column * shape[0] + row
      }
    }
  }

  /// Whether analytic derivatives by input and result stand where those by result and input belong.
  private func isTransposedJacobian(_ argument: ComparedArgument) -> Bool {
    let count = function.point[argument.position].count
    guard argument.weights == nil, argument.rowCount == count,
      argument.entries.count == count * count
    else { return false }
    var numeric = [Double](repeating: 0, count: count * count)
    for entry in argument.entries { numeric[entry.row * count + entry.index] = entry.numeric }
    return argument.entries.allSatisfy { entry in
      isClose(entry, numeric[entry.index * count + entry.row])
    }
  }

  /// Whether each analytic entry is the numeric one at another place; entries are all, in order.
  private func isEqual(_ entries: [ComparedEntry], _ place: (Int) -> Int) -> Bool {
    entries.indices.allSatisfy { entries[$0].index == $0 && place($0) < entries.count }
      && entries.allSatisfy { isClose($0, entries[place($0.index)].numeric) }
  }

  private func isClose(_ entry: ComparedEntry, _ numeric: Double) -> Bool {
    abs(entry.analytic - numeric) <= 1e-3 * abs(numeric) + entry.tolerance
  }
}
