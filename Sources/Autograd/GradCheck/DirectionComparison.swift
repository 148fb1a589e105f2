import Tensor

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
      if let direction = try wrongDirection(position, gradient, differences) {
        suspects.append(
          ComparedArgument(position: position, weights: weights, direction: direction))
      }
    }
    if suspects.isEmpty { return [] }
    suspects.sort { $0.direction!.excess > $1.direction!.excess }
    let jacobian =
      try weights.count <= GradComparison.mostElements
      ? Jacobian(function, of: results) : Jacobian(function, upstream: upstream)
    // The worst are looked at entry by entry; the others are named.
    let looked = try suspects.prefix(GradComparison.mostSuspects).compactMap { suspect in
      try entries(of: suspect, gradients, jacobian, differences, results)
    }
    return looked.isEmpty && suspects.count <= GradComparison.mostSuspects
      ? [] : looked + suspects.dropFirst(GradComparison.mostSuspects)
  }

  private static let mostSuspects = 4

  /// What is wrong with an argument; nil where all of it was looked at, and is right.
  private mutating func entries(
    of suspect: ComparedArgument, _ gradients: [NDArray], _ jacobian: Jacobian,
    _ differences: FiniteDifferences, _ results: [NDArray]
  ) throws -> ComparedArgument? {
    let gradient = gradients[suspect.position].scalars(as: Double.self)
    let isLarge = gradient.count > GradComparison.mostElements
    let block = try isLarge ? worstBlock(suspect.position, gradient, differences) : nil
    var argument = try compare(suspect.position, elements: block, jacobian, results)
    if argument.wrong.isEmpty && jacobian.weights == nil {
      try checkLinearity(jacobian, gradients)
    }
    argument.direction = suspect.direction
    return argument.wrong.isEmpty && !isLarge ? nil : argument
  }

  /// The first of two random directions, in which no element stands still, that is wrong.
  private mutating func wrongDirection(
    _ position: Int, _ gradient: [Double], _ differences: FiniteDifferences
  ) throws -> ComparedEntry? {
    for _ in 0..<2 {
      let direction = direction(position, gradient.indices)
      let shares = zip(gradient, direction).map { $0 * $1 }
      // As if the elements' errors were independent.
      let size = shares.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let reach = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      func compared(_ numeric: [Double]) -> ComparedEntry {
        ComparedEntry(
          index: 0, row: 0, analytic: shares.reduce(0, +), numeric: numeric[0],
          tolerance: options.atol * reach + options.rtol * size)
      }
      let move = Move.along(direction)
      var entry = options.richardson ? nil : compared(try differences.central(position, move))
      if entry?.isRight != true {
        entry = compared(try differences.extrapolated(position, move))
      }
      guard let entry, entry.isRight else { return entry }
      summary.add(entry, isDirection: true)
    }
    return nil
  }

  /// Random shares of the elements of a block, each as far as its size allows; 0 for all others.
  private func direction(_ position: Int, _ block: Range<Int>) -> [Double] {
    let elements = function.point[position].scalars(as: Double.self)
    let probes = random.array([block.count]).scalars(as: Double.self)
    var direction = [Double](repeating: 0, count: elements.count)
    for (index, probe) in zip(block, probes) {
      direction[index] = probe * FiniteDifferences.reach(elements[index])
    }
    return direction
  }

  /// The elements of a large argument among which the error is largest, found by halving: the error
  /// along a direction is the sum of the errors of its parts.
  private func worstBlock(
    _ position: Int, _ gradient: [Double], _ differences: FiniteDifferences
  ) throws -> Range<Int> {
    func error(_ block: Range<Int>) throws -> Double {
      let direction = direction(position, block)
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
