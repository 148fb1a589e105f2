import Tensor

/// Compares the derivative of a function with its differences.
struct GradComparison {
  let function: CheckedFunction
  let options: GradCheckOptions
  let random: RandomProbes
  let order: Int

  /// Second derivatives of arguments with more elements are taken along directions.
  private static let fewElements = 64

  init(
    _ function: CheckedFunction, _ options: GradCheckOptions, _ random: RandomProbes, order: Int
  ) {
    self.function = function
    self.options = options
    self.random = random
    self.order = order
  }

  /// Throws a `GradCheckFailure` on the first thing that is wrong. Gives the random upstream gradients
  /// that it used.
  func run() throws -> [NDArray] {
    let results = try checkedResults()
    let upstream = results.map { random.array($0.shape) }
    var rows = [try checkedPullback(upstream)]
    var weights: [Double]? = upstream.flatMap { $0.scalars(as: Double.self) }
    if options.mode == .slow {
      rows = try UnitUpstreams(results).map { try nonNil(function.pullback($0)) }
      weights = nil
    }
    let differences = FiniteDifferences(function: function, eps: options.eps, weights: weights)
    var found: [ComparedArgument] = []
    for position in function.point.indices {
      let gradients = rows.map { $0[position] }
      if usesDirections(function.point[position].count) {
        if try isRightAlongDirections(position, gradients[0], differences) { continue }
      }
      found.append(try compareElements(position, gradients, differences))
    }
    let wrong = found.filter { !$0.wrong.isEmpty }
    if !wrong.isEmpty {
      throw try GradCheckReport(
        function: function, order: order, results: results, wrong: wrong, differences: differences
      ).failure()
    }
    return upstream
  }

  private func usesDirections(_ count: Int) -> Bool {
    switch options.mode {
    case .fast: true
    case .automatic: order == 2 && count > GradComparison.fewElements
    case .slow: false
    }
  }

  private func nonNil(_ gradients: [NDArray?]) -> [NDArray] {
    zip(gradients, function.point).map { $0 ?? .zeros($1.shape, dtype: .float64) }
  }

  // MARK: - Before anything is compared

  private func checkedResults() throws -> [NDArray] {
    let (results, again) = (
      try function.value(function.point), try function.value(function.point)
    )
    if !zip(results, again).allSatisfy({ sameBits($0, $1) }) {
      throw GradCheckFailure(
        order: order, .notDeterministic,
        "the \(thing) is not deterministic: two evaluations at the same values differ. Put dropout into "
          + "eval mode, or seed its random numbers inside.")
    }
    for (position, result) in results.enumerated() where !result.isFinite().all() {
      let place = order == 1 ? "the result" : "the gradient of \(function.names[position])"
      throw notFinite("\(place) is", result)
    }
    return results
  }

  private func checkedPullback(_ upstream: [NDArray]) throws -> [NDArray] {
    let (found, again) = (try function.pullback(upstream), try function.pullback(upstream))
    if order == 1 && found.allSatisfy({ $0 == nil }) {
      throw GradCheckFailure(
        order: order, .noDependence,
        "the result does not depend on any input, as far as gradients can tell: no recorded step leads "
          + "from it to \(function.names.joined(separator: " or ")). The function must use the tensor "
          + "that it is given, and not leave the graph (detach, noGrad, array).")
    }
    let gradients = nonNil(found)
    for (position, (gradient, again)) in zip(gradients, again).enumerated() {
      if let again, !sameBits(gradient, again) {
        throw GradCheckFailure(
          order: order, .notDeterministic,
          "the derivative with respect to \(function.names[position]) is not deterministic: two backward "
            + "runs at the same values differ.")
      }
      if !gradient.isFinite().all() {
        throw notFinite(
          "the analytic derivative with respect to \(function.names[position]) is", gradient)
      }
    }
    return gradients
  }

  private var thing: String { order == 1 ? "function" : "gradient" }

  private func notFinite(_ what: String, _ array: NDArray) -> GradCheckFailure {
    let elements = array.scalars(as: Double.self)
    let index = elements.firstIndex { !$0.isFinite }!
    return GradCheckFailure(
      order: order, .notFinite,
      "\(what) \(elements[index]) at \(GradCheckReport.place(index, in: array.shape)), in "
        + "\(elements.filter { !$0.isFinite }.count) of \(elements.count) elements.")
  }

  private func sameBits(_ a: NDArray, _ b: NDArray) -> Bool {
    a.shape == b.shape && a.withBytes { a in b.withBytes { b in a.elementsEqual(b) } }
  }

  // MARK: - Comparing

  /// Two random directions in which no element stands still.
  private func isRightAlongDirections(
    _ position: Int, _ gradient: NDArray, _ differences: FiniteDifferences
  ) throws -> Bool {
    let analytic = gradient.scalars(as: Double.self)
    for _ in 0..<2 {
      let direction = random.array(gradient.shape).scalars(as: Double.self)
      let shares = zip(analytic, direction).map { $0 * $1 }
      // As if the elements' errors were independent.
      let size = shares.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let tolerance = options.atol * Double(shares.count).squareRoot() + options.rtol * size
      func isRight(_ numeric: [Double]) -> Bool {
        abs(numeric[0] - shares.reduce(0, +)) <= tolerance
      }
      guard try isRight(differences.plain(position, .along(direction))) else {
        return try isRight(differences.refined(position, .along(direction)))
      }
    }
    return true
  }

  /// `gradients` has one entry a row of the Jacobian.
  private func compareElements(
    _ position: Int, _ gradients: [NDArray], _ differences: FiniteDifferences
  ) throws -> ComparedArgument {
    var found = ComparedArgument(position: position)
    let analytic = gradients.map { $0.scalars(as: Double.self) }
    // Once this many were wrong after a second look, no further ones get it.
    var secondLooks = 32
    for index in 0..<function.point[position].count {
      func compared(_ numeric: [Double]) -> [ComparedElement] {
        numeric.enumerated().map { row, numeric in
          ComparedElement(
            index: index, row: row, analytic: analytic[row][index], numeric: numeric,
            tolerance: options.atol + options.rtol * abs(numeric))
        }
      }
      var elements = compared(try differences.plain(position, .element(index)))
      if secondLooks > 0 && !elements.allSatisfy(\.isRight) {
        elements = compared(try differences.refined(position, .element(index)))
        if !elements.allSatisfy(\.isRight) { secondLooks -= 1 }
      }
      found.elements += elements
    }
    return found
  }
}
