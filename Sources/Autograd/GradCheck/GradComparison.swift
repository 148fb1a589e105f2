import Tensor

/// Compares the derivative of a function with its differences.
struct GradComparison {
  let function: CheckedFunction
  let options: GradCheckOptions
  let order: Int
  /// The step that turned float64 into float32, where there is one.
  let float32Step: () throws -> String?
  private(set) var summary = GradCheckSummary()
  /// The random gradients from above that were used, one a result.
  private(set) var upstream: [NDArray] = []
  private let random: RandomProbes

  init(
    _ function: CheckedFunction, _ options: GradCheckOptions, order: Int,
    float32Step: @escaping () throws -> String?
  ) {
    (self.function, self.options, self.order) = (function, options, order)
    self.float32Step = float32Step
    random = RandomProbes()
  }

  /// The comparison of the next order, which goes on counting.
  func next(_ function: CheckedFunction) -> GradComparison {
    var next = GradComparison(function, options, order: order + 1, float32Step: float32Step)
    next.summary = summary
    return next
  }

  /// Throws a `GradCheckFailure` on the first thing that is wrong.
  mutating func run() throws {
    let results = try checkedResults()
    upstream = results.map { random.array($0.shape) }
    let gradients = try checkedPullback(upstream)
    let wrong: [ComparedArgument]
    if isSlow(results) {
      let jacobian = try Jacobian(function, results, upstream, whole: true)
      wrong = try function.point.indices.map { try compare($0, elements: nil, jacobian) }
    } else {
      wrong = try wrongAlongDirections(gradients, results)
    }
    if wrong.contains(where: { !$0.wrong.isEmpty }) {
      throw try GradCheckDiagnosis(
        function: function, order: order, eps: options.eps, results: results,
        arguments: wrong.filter { !$0.wrong.isEmpty }, float32Step: float32Step
      ).failure()
    }
  }

  /// Larger functions are not checked entry by entry unless that was asked for.
  private static let mostElements = 1000
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
        "the \(thing) is not deterministic",
        because:
          "two evaluations at the same values differ; put dropout into eval mode, or seed its "
          + "random numbers inside")
    }
    for (position, result) in results.enumerated() where !result.isFinite().all() {
      throw notFinite(
        order == 1 ? "the result" : "the gradient of \(function.names[position])", result)
    }
    return results
  }

  private func checkedPullback(_ upstream: [NDArray]) throws -> [NDArray] {
    let (found, again) = (
      try function.recorded()(upstream), try function.recorded()(upstream)
    )
    if order == 1 && found.allSatisfy({ $0 == nil }) {
      throw GradCheckFailure(
        order: order, .independent,
        "the result does not depend on any input, as far as gradients can tell",
        because:
          "no recorded step leads from it to \(function.names.joined(separator: " or ")); the "
          + "function must use the tensor that it is given, and not leave the graph (detach, noGrad, array)"
      )
    }
    let gradients = function.orZeros(found)
    for (position, (gradient, again)) in zip(gradients, again).enumerated() {
      if let again, !sameBits(gradient, again) {
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

  private var thing: String { order == 1 ? "function" : "gradient" }

  private func notFinite(_ what: String, _ array: NDArray) -> GradCheckFailure {
    let elements = array.scalars(as: Double.self)
    let index = elements.firstIndex { !$0.isFinite }!
    return GradCheckFailure(
      order: order, .notFinite, "\(what) is not finite",
      because: "it is \(elements[index]) at \(place(index, in: array.shape)), and not finite in "
        + "\(elements.filter { !$0.isFinite }.count) of \(elements.count) elements")
  }

  private func sameBits(_ a: NDArray, _ b: NDArray) -> Bool {
    a.shape == b.shape && a.withBytes { a in b.withBytes { b in a.elementsEqual(b) } }
  }

  // MARK: - Along directions

  /// The arguments whose derivative does not fit along random directions, element by element.
  private mutating func wrongAlongDirections(_ gradients: [NDArray], _ results: [NDArray]) throws
    -> [ComparedArgument]
  {
    let weights = upstream.flatMap { $0.scalars(as: Double.self) }
    let differences = FiniteDifferences(function: function, eps: options.eps, weights: weights)
    let suspects = try function.point.indices.filter { position in
      let gradient = gradients[position].scalars(as: Double.self)
      return try !isRightAlongDirections(position, gradient, differences)
    }
    if suspects.isEmpty { return [] }
    let jacobian = try Jacobian(
      function, results, upstream, whole: weights.count <= GradComparison.mostElements)
    return try suspects.map { position in
      let gradient = gradients[position].scalars(as: Double.self)
      let isLarge = gradient.count > GradComparison.mostElements
      let block = try isLarge ? worstBlock(position, gradient, differences) : nil
      return try compare(position, elements: block, jacobian)
    }
  }

  /// Two random directions in which no element stands still.
  private mutating func isRightAlongDirections(
    _ position: Int, _ gradient: [Double], _ differences: FiniteDifferences
  ) throws -> Bool {
    for _ in 0..<2 {
      let direction = random.array([gradient.count]).scalars(as: Double.self)
      let shares = zip(gradient, direction).map { $0 * $1 }
      let analytic = shares.reduce(0, +)
      // As if the elements' errors were independent.
      let size = shares.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let tolerance = options.atol * Double(shares.count).squareRoot() + options.rtol * size
      var error = Double.infinity
      if !options.richardson {
        error = try abs(differences.central(position, .along(direction))[0] - analytic)
      }
      if !(error <= tolerance) {
        error = try abs(differences.extrapolated(position, .along(direction))[0] - analytic)
      }
      guard error <= tolerance else { return false }
      summary.add(error, allowed: tolerance)
    }
    return true
  }

  /// The elements of a large argument among which the error is largest, found by halving: the error
  /// along a direction is the sum of the errors of its parts.
  private func worstBlock(
    _ position: Int, _ gradient: [Double], _ differences: FiniteDifferences
  ) throws -> Range<Int> {
    func error(_ block: Range<Int>) throws -> Double {
      let probes = random.array([block.count]).scalars(as: Double.self)
      var direction = [Double](repeating: 0, count: gradient.count)
      direction.replaceSubrange(block, with: probes)
      let analytic = zip(gradient[block], probes).reduce(0) { $0 + $1.0 * $1.1 }
      return try abs(differences.central(position, .along(direction))[0] - analytic)
    }
    var block = gradient.indices
    while block.count > 64 {
      let middle = block.lowerBound + block.count / 2
      let halves = [block.lowerBound..<middle, middle..<block.upperBound]
      let errors = try halves.map(error)
      block = halves[errors[0].isNaN || errors[0] > errors[1] ? 0 : 1]
    }
    return block
  }

  // MARK: - Entry by entry

  /// - Parameter elements: of the argument; nil: all.
  private mutating func compare(_ position: Int, elements: Range<Int>?, _ jacobian: Jacobian) throws
    -> ComparedArgument
  {
    var found = ComparedArgument(position: position, weights: jacobian.weights)
    let differences = FiniteDifferences(
      function: function, eps: options.eps, weights: jacobian.weights)
    let analytic = jacobian.rows.map { $0[position].scalars(as: Double.self) }
    // Once this many were wrong after a second look, no further ones get it.
    var secondLooks = 32
    for index in elements ?? 0..<function.point[position].count {
      func compared(_ numeric: [Double]) -> [ComparedEntry] {
        numeric.enumerated().map { row, numeric in
          ComparedEntry(
            index: index, row: row, analytic: analytic[row][index], numeric: numeric,
            tolerance: options.atol + options.rtol * abs(numeric))
        }
      }
      var entries =
        options.richardson ? [] : compared(try differences.central(position, .element(index)))
      if options.richardson || (secondLooks > 0 && !entries.allSatisfy(\.isRight)) {
        entries = compared(try differences.extrapolated(position, .element(index)))
        if !entries.allSatisfy(\.isRight) { secondLooks -= 1 }
      }
      for entry in entries where entry.isRight {
        summary.add(entry.error, allowed: entry.tolerance)
      }
      found.entries += entries
    }
    return found
  }
}

/// The analytic derivatives of all results: those of each element of them, or their sum for random
/// gradients from above.
struct Jacobian {
  /// Of each argument.
  let rows: [[NDArray]]
  /// The weights of the results' elements; nil where each has a row.
  let weights: [Double]?

  init(
    _ function: CheckedFunction, _ results: [NDArray], _ upstream: [NDArray], whole: Bool
  ) throws {
    let pullback = try function.recorded()
    func row(_ upstream: [NDArray]) -> [NDArray] { function.orZeros(pullback(upstream)) }
    rows = whole ? UnitUpstreams(results).map(row) : [row(upstream)]
    weights = whole ? nil : upstream.flatMap { $0.scalars(as: Double.self) }
  }
}

extension CheckedFunction {
  /// Gradients of the arguments, zeros where none arrived.
  func orZeros(_ gradients: [NDArray?]) -> [NDArray] {
    zip(gradients, point).map { $0 ?? .zeros($1.shape, dtype: .float64) }
  }
}
