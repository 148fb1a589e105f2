import Tensor

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
  /// Weights of the results' elements, whose weighted sum is differentiated; nil: each one by itself.
  let weights: [Double]?

  /// One central difference for each result.
  func central(_ argument: Int, _ move: Move) throws -> [Double] {
    try central(argument, move, eps)
  }

  /// The best that eleven steps and Richardson's extrapolation give: the value on which neighbouring
  /// steps agree most, rounding considered. From a small step a kink nearby is out of reach; with a
  /// large one a tiny difference of large results is not lost in rounding.
  func extrapolated(_ argument: Int, _ move: Move) throws -> [Double] {
    let steps = (-5...5).map { eps * Double(sign: .plus, exponent: 2 * $0, significand: 1) }
    let central = try steps.map { try self.central(argument, move, $0) }
    let extrapolated = zip(central, central.dropFirst()).map { fine, coarse in
      zip(fine, coarse).map { (16 * $0 - $1) / 15 }
    }
    let noise = weighted(
      try results(argument, move, 0).elements.map { abs($0).ulp }, over: 1, magnitudes: true)
    return noise.indices.map { row in
      var best = (value: central[5][row], error: Double.infinity)
      for i in 0..<(extrapolated.count - 1) {
        let (value, next) = (extrapolated[i][row], extrapolated[i + 1][row])
        let error = abs(value - next) + noise[row] / steps[i]
        if error < best.error { best = (value, error) }
      }
      return best.value
    }
  }

  /// Derivatives of a result from below and from above where they differ however close one looks.
  func kink(_ argument: Int, _ move: Move, row: Int) throws -> (below: Double, above: Double)? {
    let sides = try [1.0, 1.0 / 64].map { scale in
      try (
        below: oneSided(argument, move, -eps * scale)[row],
        above: oneSided(argument, move, eps * scale)[row]
      )
    }
    let jumps = sides.map { abs($0.above - $0.below) }
    // Of a smooth function the two differ by the step times the second derivative.
    guard jumps[1] > jumps[0] / 4, jumps[1] > 1e-3 * max(abs(sides[1].below), abs(sides[1].above))
    else { return nil }
    return sides[1]
  }

  private func central(_ argument: Int, _ move: Move, _ step: Double) throws -> [Double] {
    let (above, up) = try results(argument, move, step)
    let (below, down) = try results(argument, move, -step)
    return weighted(differences(above, below), over: up - down)
  }

  private func oneSided(_ argument: Int, _ move: Move, _ step: Double) throws -> [Double] {
    let (here, _) = try results(argument, move, 0)
    let (there, distance) = try results(argument, move, step)
    return weighted(differences(there, here), over: distance)
  }

  /// 0 also between equal infinities.
  private func differences(_ a: [Double], _ b: [Double]) -> [Double] {
    zip(a, b).map { $0 == $1 ? 0 : $0 - $1 }
  }

  /// Differences come first, sums afterwards: elements that did not change add no rounding.
  private func weighted(
    _ differences: [Double], over distance: Double, magnitudes: Bool = false
  ) -> [Double] {
    guard let weights else { return differences.map { $0 / distance } }
    let total = zip(weights, differences).reduce(0) { $0 + (magnitudes ? abs($1.0) : $1.0) * $1.1 }
    return [total / distance]
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
      // An infinite element stays where it is, and so do the results.
      guard old.isFinite else { break }
      elements[index] += step * (abs(old) < 2 ? 1 : old.binade.magnitude)
      distance = elements[index] - old
    case .along(let direction):
      for i in elements.indices { elements[i] += step * direction[i] }
    }
    // A function may choose its way by the layout.
    values[argument] = NDArray(elements, shape: values[argument].shape)
      .inMemoryOrder(of: values[argument])
    return (try function.value(values).flatMap { $0.scalars(as: Double.self) }, distance)
  }
}
