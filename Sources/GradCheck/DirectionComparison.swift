import ApusTensor

extension GradComparison {
  /// The arguments whose derivative does not fit along random directions, and entries of them.
  ///
  /// - Parameter gradients: for the random gradients from above.
  mutating func wrongAlongDirections(_ gradients: [NDArray], _ results: [NDArray]) throws
    -> [ComparedArgument]
  {
    let weights = upstream.flatMap { $0.scalars(as: Double.self) }
    let differences = FiniteDifferences(
      function, eps: options.eps, results: results, weights: weights)
    var suspects: [ComparedArgument] = []
    for (position, gradient) in gradients.enumerated() {
      let gradient = gradient.scalars(as: Double.self)
      if let (direction, reach) = try wrongDirection(position, gradient, differences) {
        suspects.append(
          ComparedArgument(
            position: position, weights: weights, direction: direction, reach: reach))
      }
    }
    // The worst are looked at entry by entry; once a few were found wrong, the others are named.
    suspects.sort { $0.direction!.excess > $1.direction!.excess }
    var wrong: [ComparedArgument] = []
    for (number, suspect) in suspects.enumerated() {
      if wrong.count == GradComparison.mostLookedAt { return wrong + suspects[number...] }
      if let found = try entries(of: suspect, gradients, differences, results) {
        wrong.append(found)
      }
    }
    return wrong
  }

  private static let mostLookedAt = 4
  /// A Jacobian with more entries would take hundreds of megabytes.
  private static let mostEntries = 10_000_000

  /// What is wrong with an argument; nil where all of it was looked at, and is right.
  private mutating func entries(
    of suspect: ComparedArgument, _ gradients: [NDArray], _ differences: FiniteDifferences,
    _ results: [NDArray]
  ) throws -> ComparedArgument? {
    let gradient = gradients[suspect.position].scalars(as: Double.self)
    let resultCount = results.reduce(0) { $0 + $1.count }
    let hasRows =
      resultCount <= GradComparison.mostElements
      && resultCount * gradient.count <= GradComparison.mostEntries
    let jacobian =
      try hasRows
      ? Jacobian(function, of: results, by: [suspect.position])
      : Jacobian(gradients, upstream: upstream)
    let isLarge = gradient.count > GradComparison.mostElements
    let block =
      try isLarge ? worstBlock(suspect.position, suspect.reach!, gradient, differences) : nil
    var argument = try compare(suspect.position, elements: block, jacobian, results)
    if argument.wrong.isEmpty && jacobian.weights == nil {
      try checkLinearity(jacobian, gradients)
    }
    (argument.direction, argument.reach) = (suspect.direction, suspect.reach)
    return argument.wrong.isEmpty && !isLarge ? nil : argument
  }

  /// The first random direction that is wrong, and how far its elements move. Two directions move all
  /// elements of one reach: large ones, whose derivatives may be as large, would hide small ones.
  private mutating func wrongDirection(
    _ position: Int, _ gradient: [Double], _ differences: FiniteDifferences
  ) throws -> (entry: ComparedEntry, reach: Double)? {
    let elements = function.point[position].scalars(as: Double.self)
    let reaches = Set(elements.map(FiniteDifferences.reach)).subtracting([0]).sorted()
    for reach in reaches.flatMap({ [$0, $0] }) {
      let direction = direction(position, reach, gradient.indices)
      let shares = zip(gradient, direction).map { $0 * $1 }
      // As if the elements' errors were independent.
      let size = shares.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      func compared(_ numeric: [Double]) -> ComparedEntry {
        ComparedEntry(
          index: 0, row: 0, analytic: shares.reduce(0, +), numeric: numeric[0],
          tolerance: options.atol * length + options.rtol * size)
      }
      let move = Move.along(direction)
      var entry = options.richardson ? nil : compared(try differences.central(position, move))
      if entry?.isRight != true {
        entry = compared(try differences.extrapolated(position, move))
      }
      guard let entry, entry.isRight else { return entry.map { ($0, reach) } }
      summary.add(entry, isDirection: true)
    }
    return nil
  }

  /// Random shares of those elements of a block that move by `reach`, none of which stands still; 0 for
  /// all others.
  private func direction(_ position: Int, _ reach: Double, _ block: Range<Int>) -> [Double] {
    let elements = function.point[position].scalars(as: Double.self)
    let probes = random.array([block.count]).scalars(as: Double.self)
    var direction = [Double](repeating: 0, count: elements.count)
    for (index, probe) in zip(block, probes)
    where FiniteDifferences.reach(elements[index]) == reach {
      direction[index] = probe * reach
    }
    return direction
  }

  /// The elements of a large argument among which the error is largest, found by halving: the error
  /// along a direction is the sum of the errors of its parts.
  private func worstBlock(
    _ position: Int, _ reach: Double, _ gradient: [Double], _ differences: FiniteDifferences
  ) throws -> Range<Int> {
    func error(_ block: Range<Int>) throws -> Double {
      let direction = direction(position, reach, block)
      let analytic = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
      return try abs(differences.extrapolated(position, .along(direction))[0] - analytic)
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
}
