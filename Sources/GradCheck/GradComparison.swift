import ApusTensor

/// Compares the derivative of a function with its differences.
struct GradComparison {
  let function: CheckedFunction
  let options: GradCheckOptions
  let order: Int
  /// The step that turned float64 into float32, where there is one.
  let float32Step: () throws -> String?
  var summary = GradCheckSummary()
  /// The random gradients from above that were used, one a result.
  private(set) var upstream: [NDArray] = []
  let random: RandomProbes

  init(
    _ function: CheckedFunction, _ options: GradCheckOptions, order: Int,
    random: RandomProbes = RandomProbes(), float32Step: @escaping () throws -> String?
  ) {
    (self.function, self.options, self.order) = (function, options, order)
    (self.random, self.float32Step) = (random, float32Step)
  }

  /// A comparison of second derivatives, which goes on counting.
  func next(_ function: CheckedFunction) -> GradComparison {
    var next = GradComparison(
      function, options, order: 2, random: random, float32Step: float32Step)
    next.summary = summary
    return next
  }

  /// Throws a `GradCheckFailure` on the first thing that is wrong.
  mutating func run() throws {
    let results = try checkedResults()
    upstream = results.map { random.array($0.shape) }
    let gradients = try checkedPullback(upstream)
    if order == 1 { try checkSize(gradients, results) }
    let wrong =
      isSlow(results)
      ? try wrongEntries(gradients, results) : try wrongAlongDirections(gradients, results)
    if !wrong.isEmpty {
      throw try GradCheckDiagnosis(
        function: function, order: order, eps: options.eps, results: results, arguments: wrong,
        float32Step: float32Step
      ).failure()
    }
  }

  /// Larger functions are not compared entry by entry unless that was asked for.
  static let mostElements = 1000
  private static let mostElementsOfSecondOrder = 100

  private func isSlow(_ results: [NDArray]) -> Bool {
    func total(_ arrays: [NDArray]) -> Int { arrays.reduce(0) { $0 + $1.count } }
    switch options.mode {
    case .fast: return false
    case .slow: return true
    case .automatic:
      return total(results) <= GradComparison.mostElements
        && total(function.point)
          <= (order == 1 ? GradComparison.mostElements : GradComparison.mostElementsOfSecondOrder)
    }
  }

  // MARK: - Before anything is compared

  private func checkedResults() throws -> [NDArray] {
    let (results, again) = (
      try function.value(function.point), try function.value(function.point)
    )
    if !zip(results, again).allSatisfy({ sameBits($0, $1) }) {
      throw GradCheckFailure(
        order: order, .notDeterministic,
        "the \(order == 1 ? "function" : "gradient") is not deterministic",
        because:
          "two evaluations at the same values differ; put dropout into eval mode, seed random numbers "
          + "inside, and let no buffer that changes have a part in the result")
    }
    for result in results where !result.dtype.isFloatingPoint {
      throw GradCheckFailure(
        order: order, .independent, "the result has no derivative",
        because: "it is \(result.dtype.rawValue); only numbers of floating point have derivatives")
    }
    for (position, result) in results.enumerated() where !result.isFinite().all() {
      throw notFinite(
        order == 1 ? "the result" : "the gradient of \(function.resultNames[position])", result)
    }
    return results
  }

  private mutating func checkedPullback(_ upstream: [NDArray]) throws -> [NDArray] {
    let (found, again) = (
      try function.recorded()(upstream), try function.recorded()(upstream)
    )
    if order == 1 && found.allSatisfy({ $0 == nil }) {
      let more = function.names.count > 3 ? " or \(function.names.count - 2) others" : ""
      let names = function.names.prefix(more.isEmpty ? 3 : 2).joined(separator: " or ") + more
      throw GradCheckFailure(
        order: order, .independent,
        "the result does not depend on any input, as far as gradients can tell",
        because:
          "no recorded step leads from it to \(names); the "
          + "function must use the tensor that it is given, and not leave the graph (detach, noGrad, array)"
      )
    }
    if order == 1 {
      summary.unused = zip(function.names, found).filter { $1 == nil }.map(\.0)
    }
    let gradients = function.orZeros(found)
    for (position, (gradient, again)) in zip(gradients, function.orZeros(again)).enumerated() {
      if !sameBits(gradient, again) {
        throw GradCheckFailure(
          order: order, .notDeterministic,
          "the derivative with respect to \(function.names[position]) is not deterministic",
          because: "two backward runs at the same values differ")
      }
      if !gradient.isFinite().all() {
        throw notFinite(
          "the analytic derivative with respect to \(function.names[position])", gradient)
      }
    }
    return gradients
  }

  /// Throws where the absolute tolerance lets everything pass. Gradients that are nothing but rounding count
  /// as 0.
  private func checkSize(_ gradients: [NDArray], _ results: [NDArray]) throws {
    func largest(_ arrays: [NDArray]) -> Double {
      arrays.flatMap { $0.scalars(as: Double.self) }.map(\.magnitude).max() ?? 0
    }
    let (size, rounding) = (largest(gradients), largest(results).ulp / (options.eps * 0x1p10))
    if size > options.atol || size <= max(1e-14, rounding) { return }
    throw GradCheckFailure(
      order: order, .tooSmall, "no gradient is larger than atol, which would let any mistake pass",
      because:
        "the largest one is \(size.text(digits: 2)), atol \(options.atol); multiply the result, or give a smaller atol"
    )
  }

  private func notFinite(_ what: String, _ array: NDArray) -> GradCheckFailure {
    let elements = array.scalars(as: Double.self)
    let index = elements.firstIndex { !$0.isFinite }!
    return GradCheckFailure(
      order: order, .notFinite, "\(what) is not finite",
      because:
        "it is \(elements[index].isNaN ? "nan" : "infinite") at \(array.place(of: index)), and not finite in "
        + "\(elements.filter { !$0.isFinite }.count) of \(elements.count) elements")
  }

  private func sameBits(_ a: NDArray, _ b: NDArray) -> Bool {
    a.shape == b.shape && a.withBytes { a in b.withBytes { b in a.elementsEqual(b) } }
  }

  // MARK: - Entry by entry

  /// The arguments with wrong entries.
  ///
  /// - Parameter gradients: for the random gradients from above.
  private mutating func wrongEntries(_ gradients: [NDArray], _ results: [NDArray]) throws
    -> [ComparedArgument]
  {
    let jacobian = try Jacobian(function, of: results, by: function.point.indices)
    let found = try function.point.indices.map { try compare($0, elements: nil, jacobian, results) }
    let wrong = found.filter { !$0.wrong.isEmpty }
    if wrong.isEmpty { try checkLinearity(jacobian, gradients) }
    return wrong
  }

  /// Rows were found with gradients of 0 and 1 from above; others must give their weighted sum.
  func checkLinearity(_ jacobian: Jacobian, _ gradients: [NDArray]) throws {
    let weights = upstream.flatMap { $0.scalars(as: Double.self) }
    for (position, rows) in jacobian.rows.sorted(by: { $0.key < $1.key }) {
      let gradient = gradients[position]
      let found = gradient.scalars(as: Double.self)
      var (sums, sizes) = (found.map { _ in 0.0 }, found.map { _ in 0.0 })
      for (weight, row) in zip(weights, rows) {
        for (index, entry) in row.scalars(as: Double.self).enumerated() {
          sums[index] += weight * entry
          sizes[index] += abs(weight * entry)
        }
      }
      for index in found.indices
      where !(abs(found[index] - sums[index]) <= options.atol + options.rtol * sizes[index]) {
        throw GradCheckFailure(
          order: order, .nonlinear,
          "the gradient of \(function.names[position]) is not linear in the gradient from above",
          because: "for a random one it is \(found[index].text(digits: 7)) at "
            + "\(gradient.place(of: index)); the gradients for 1 at each result add up to "
            + "\(sums[index].text(digits: 7))")
      }
    }
  }

  /// - Parameter elements: of the argument; nil: all.
  mutating func compare(
    _ position: Int, elements: Range<Int>?, _ jacobian: Jacobian, _ results: [NDArray]
  ) throws -> ComparedArgument {
    var found = ComparedArgument(
      position: position, weights: jacobian.weights, isPart: elements != nil)
    let differences = FiniteDifferences(
      function, eps: options.eps, results: results, weights: jacobian.weights)
    let elements = elements ?? 0..<function.point[position].count
    let analytic = jacobian.rows[position]!.map {
      $0.flatten()[elements].scalars(as: Double.self)
    }
    // Once this many were wrong after a second look, the others get a shorter one.
    var secondLooks = 100
    for index in elements {
      func compared(_ numeric: [Double]) -> [ComparedEntry] {
        numeric.enumerated().map { row, numeric in
          ComparedEntry(
            index: index, row: row, analytic: analytic[row][index - elements.lowerBound],
            numeric: numeric,
            tolerance: options.atol + options.rtol * abs(numeric))
        }
      }
      var entries =
        options.richardson ? [] : compared(try differences.central(position, .element(index)))
      if options.richardson || !entries.allSatisfy(\.isRight) {
        entries = compared(
          try differences.extrapolated(
            position, .element(index), isShort: secondLooks <= 0 && !options.richardson))
        if !entries.allSatisfy(\.isRight) { secondLooks -= 1 }
      }
      for entry in entries where entry.isRight { summary.add(entry) }
      found.entries += entries
    }
    return found
  }
}
