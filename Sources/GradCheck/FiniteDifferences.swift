import ApusTensor

/// A way in which an argument is moved.
enum Move {
  case element(Int)
  /// All elements, each by its share.
  case along([Double])
}

/// Numeric derivatives of a function at its point.
struct FiniteDifferences {
  let function: CheckedFunction
  let eps: Double
  /// How many elements the results have together.
  let resultCount: Int
  /// Weights of the results' elements, whose weighted sum is differentiated; nil: each one by itself.
  let weights: [Double]?

  init(_ function: CheckedFunction, eps: Double, results: [NDArray], weights: [Double]?) {
    (self.function, self.eps, self.weights) = (function, eps, weights)
    resultCount = results.reduce(0) { $0 + $1.count }
  }

  /// One central difference for each result.
  func central(_ argument: Int, _ move: Move) throws -> [Double] {
    let (above, up) = try results(argument, move, eps)
    let (below, down) = try results(argument, move, -eps)
    return weighted(above, minus: below).map { $0 / (up - down) }
  }

  /// The best that fifteen steps and Richardson's extrapolation give: the value on which neighbouring
  /// steps agree most, rounding considered. From a small step a kink nearby is out of reach; with a
  /// large one a tiny difference of large results is not lost in rounding.
  ///
  /// - Parameter isShort: only the five steps from eps / 16 to 16 eps.
  func extrapolated(_ argument: Int, _ move: Move, isShort: Bool = false) throws -> [Double] {
    let exponents = isShort ? -2...2 : -9...5
    let steps = exponents.map { eps * Double(sign: .plus, exponent: 2 * $0, significand: 1) }
    let here = try results(argument, move, 0).elements
    let found = try steps.map { try difference(argument, move, $0, here) }
    let noise = noise(of: here)
    return noise.indices.map { row in
      // A function that moves to both sides with larger steps has not moved with these for want of digits.
      let isCoarse = found.contains { $0.movesUp[row] && $0.movesDown[row] }
      let start = isCoarse ? found.firstIndex { $0.movesUp[row] || $0.movesDown[row] }! : 0
      let slopes = found[start...].map { $0.slopes[row] }
      let extrapolated = zip(slopes, slopes.dropFirst()).map { (16 * $0 - $1) / 15 }
      var best = (value: found[-exponents.lowerBound].slopes[row], error: Double.infinity)
      for (i, (value, next)) in zip(extrapolated, extrapolated.dropFirst()).enumerated() {
        let error = abs(value - next) + noise[row] / found[start + i].distance
        if error < best.error { best = (value, error) }
      }
      return best.value
    }
  }

  // MARK: - Moves

  /// What a step to both sides does to each result, or to their weighted sum.
  private struct Difference {
    let slopes: [Double]
    /// Whether a result changes with the step up, and with the one down.
    let movesUp, movesDown: [Bool]
    /// The mean of both steps.
    let distance: Double
  }

  private func difference(_ argument: Int, _ move: Move, _ step: Double, _ here: [Double]) throws
    -> Difference
  {
    let (above, up) = try results(argument, move, step)
    let (below, down) = try results(argument, move, -step)
    return Difference(
      slopes: weighted(above, minus: below).map { $0 / (up - down) },
      movesUp: weighted(above, minus: here).map { $0 != 0 },
      movesDown: weighted(here, minus: below).map { $0 != 0 }, distance: (up - down) / 2)
  }

  /// The change of each result, or of their weighted sum, with steps to one side, how far each went, and
  /// what rounding may do to it.
  func changes(_ argument: Int, _ move: Move, _ steps: [Double]) throws
    -> (changes: [[Double]], distances: [Double], noise: [Double])
  {
    let here = try results(argument, move, 0).elements
    let found = try steps.map { try results(argument, move, $0) }
    return (
      found.map { weighted($0.elements, minus: here) }, found.map(\.distance), noise(of: here)
    )
  }

  /// Whether results that change with steps that are not short fractions have no more digits than float32.
  func resultsHaveFloat32Digits(_ argument: Int, _ move: Move) throws -> Bool {
    let (near, far) = try (
      results(argument, move, 0.739 * eps).elements, results(argument, move, 2.414 * eps).elements
    )
    let changing = zip(near, far).filter { $0 != $1 }
    return !changing.isEmpty
      && changing.allSatisfy { Double(Float($0)) == $0 && Double(Float($1)) == $1 }
  }

  /// What rounding may do to the derivative of one result, or of the weighted sum of those that change.
  func rounding(_ argument: Int, _ move: Move, row: Int) throws -> Double {
    let here = try results(argument, move, 0).elements
    let (there, distance) = try results(argument, move, eps * 0x1p6)
    let changing = weights == nil ? here : zip(here, there).map { $0 == $1 ? 0 : $0 }
    return 32 * noise(of: changing)[row] / abs(distance)
  }

  /// What rounding may do to each result, or to their weighted sum.
  private func noise(of results: [Double]) -> [Double] {
    let ulps = results.map { abs($0).ulp }
    guard let weights else { return ulps }
    return [zip(weights, ulps).reduce(0) { $0 + abs($1.0) * $1.1 }]
  }

  /// Differences come first, sums afterwards: elements that did not change add no rounding.
  private func weighted(_ a: [Double], minus b: [Double]) -> [Double] {
    let differences = zip(a, b).map { $0 - $1 }
    guard let weights else { return differences }
    return [zip(weights, differences).reduce(0) { $0 + $1.0 * $1.1 }]
  }

  /// How many times `step` an element moves: elements of 2 and more in proportion to their size, and an
  /// infinite one not at all.
  static func reach(_ element: Double) -> Double {
    element.isFinite ? (abs(element) < 2 ? 1 : element.binade.magnitude) : 0
  }

  /// All results' elements, and how far the argument really moved.
  private func results(_ argument: Int, _ move: Move, _ step: Double) throws
    -> (elements: [Double], distance: Double)
  {
    var values = function.point
    var elements = values[argument].scalars(as: Double.self)
    var distance = step
    switch move {
    case .element(let index):
      let old = elements[index]
      guard old.isFinite else { break }
      elements[index] += step * FiniteDifferences.reach(old)
      distance = elements[index] - old
    case .along(let direction):
      for i in elements.indices where direction[i] != 0 { elements[i] += step * direction[i] }
    }
    // A function may choose its way by the layout.
    values[argument] = NDArray(elements, shape: values[argument].shape)
      .inMemoryOrder(of: values[argument])
    let found = try function.value(values).flatMap { $0.scalars(as: Double.self) }
    if found.count != resultCount {
      throw GradCheckFailure(
        order: 1, .shapeChanges, "the result's size depends on the values",
        because:
          "the number of elements is \(resultCount) at the point, and \(found.count) a step away")
    }
    return (found, distance)
  }
}
