import Tensor

/// Tells what is wrong with a derivative, and what it looks like.
struct GradCheckReport {
  let function: CheckedFunction
  let order: Int
  let results: [NDArray]
  let wrong: [ComparedArgument]
  let differences: FiniteDifferences

  /// Results with more elements are not searched for the one that is to blame.
  private static let maxSearchedResults = 256

  /// The failure, told by the element that is furthest off.
  func failure() throws -> GradCheckFailure {
    let (argument, worst) = wrong.flatMap { argument in argument.wrong.map { (argument, $0) } }
      .max { $0.1.excess < $1.1.excess }!
    let name = function.names[argument.position]
    let (wrongCount, count) = (argument.wrong.count, argument.elements.count)
    var sentences = [
      (order == 1
        ? "the gradient of \(name)"
        : "the gradients are right, but their derivative with respect to \(name)")
        + " is wrong in \(wrongCount) of \(count) "
        + (isWholeJacobian ? "entries of the Jacobian." : "elements."),
      "Worst at \(place(worst, argument)): analytic \(short(worst.analytic)), numeric "
        + "\(short(worst.numeric)), an error of \(short(worst.error)) where "
        + "\(short(worst.tolerance)) is allowed.",
    ]
    if !worst.numeric.isFinite {
      sentences.append("A step away the function is not finite. Choose another point.")
    } else if let kink = try differences.kink(argument.position, .element(worst.index)) {
      sentences.append(
        "The function has a kink there: its derivative is \(short(kink.below)) from below and "
          + "\(short(kink.above)) from above. Choose another point.")
    } else {
      sentences += try [pattern(argument), blamedResult(argument.position, worst)].compactMap { $0 }
    }
    let others = wrong.filter { $0.position != argument.position }
    if !others.isEmpty {
      let list = others.map {
        "\(function.names[$0.position]) (\($0.wrong.count) of \($0.elements.count))"
      }
      sentences.append("Also wrong: \(list.joined(separator: ", ")).")
    }
    return GradCheckFailure(order: order, .mismatch, sentences.joined(separator: " "))
  }

  private var isWholeJacobian: Bool { differences.weights == nil }

  private func place(_ element: ComparedElement, _ argument: ComparedArgument) -> String {
    let place = GradCheckReport.place(
      element.index, in: function.point[argument.position].shape)
    let result = isWholeJacobian ? resultPlace(element.row) : "for a random gradient from above"
    return "\(place), \(result)"
  }

  // MARK: - Clues

  /// What all wrong elements have in common, as far as it is something well known.
  private func pattern(_ argument: ComparedArgument) -> String? {
    let visible = argument.wrong.filter { abs($0.numeric) > $0.tolerance }
    guard let first = visible.first, !isWholeJacobian else { return nil }
    let ratio = first.analytic / first.numeric
    if visible.allSatisfy({ abs($0.analytic - ratio * $0.numeric) <= 1e-3 * abs($0.numeric) }) {
      if ratio == 0 { return "Analytic is 0 wherever it is wrong: a gradient is lost on the way." }
      if visible.count > 1 {
        return "Analytic is \(short(ratio, 4)) times numeric wherever it is wrong."
      }
    }
    return isTransposed(argument) ? "Analytic is the transpose of numeric." : nil
  }

  private func isTransposed(_ argument: ComparedArgument) -> Bool {
    let shape = function.point[argument.position].shape
    guard shape.count == 2, shape[0] == shape[1], argument.elements.count == shape[0] * shape[0]
    else { return false }
    return argument.elements.allSatisfy { element in
      let (row, column) = element.index.quotientAndRemainder(dividingBy: shape[0])
      let other = argument.elements[column * shape[0] + row].numeric
      return abs(element.analytic - other) <= 1e-3 * max(abs(other), element.tolerance)
    }
  }

  /// Which element of the result the worst element's error comes from.
  private func blamedResult(_ position: Int, _ worst: ComparedElement) throws -> String? {
    let count = results.reduce(0) { $0 + $1.count }
    guard !isWholeJacobian, count > 1, count <= GradCheckReport.maxSearchedResults else {
      return nil
    }
    let numeric = try FiniteDifferences(function: function, eps: differences.eps, weights: nil)
      .refined(position, .element(worst.index))
    let analytic = try UnitUpstreams(results).map {
      try function.pullback($0)[position]?.scalars(as: Double.self)[worst.index] ?? 0
    }
    let errors = zip(analytic, numeric).map { abs($0 - $1) }
    guard let row = errors.indices.max(by: { errors[$0] < errors[$1] }),
      errors[row] > worst.tolerance
    else { return nil }
    return "Of the results, \(resultPlace(row)) is furthest off: its derivative there is "
      + "\(short(numeric[row])), not \(short(analytic[row]))."
  }

  /// Where the element `row` of all results, counted on, stands.
  private func resultPlace(_ row: Int) -> String {
    var (row, position) = (row, 0)
    while row >= results[position].count {
      row -= results[position].count
      position += 1
    }
    let place = GradCheckReport.place(row, in: results[position].shape)
    return order == 1
      ? "the result's \(place)" : "the gradient of \(function.names[position]) at \(place)"
  }

  // MARK: - Text

  /// The index of an element that is counted in row-major order.
  static func place(_ index: Int, in shape: [Int]) -> String {
    if shape.isEmpty { return "its only element" }
    var (rest, place) = (index, [Int]())
    for size in shape.reversed() {
      place.insert(rest % size, at: 0)
      rest /= size
    }
    return "\(place)"
  }

  /// With so many significant digits.
  private func short(_ value: Double, _ digits: Int = 7) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var (scale, size) = (0, abs(value))
    while size >= 10 { (size, scale) = (size / 10, scale + 1) }
    while size < 1 { (size, scale) = (size * 10, scale - 1) }
    let places = digits - 1 - scale
    let factor = (0..<min(abs(places), 300)).reduce(1.0) { product, _ in product * 10 }
    return places >= 0
      ? "\((value * factor).rounded() / factor)" : "\((value / factor).rounded() * factor)"
  }
}
