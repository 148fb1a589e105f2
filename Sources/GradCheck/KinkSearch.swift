/// A point at which no derivative exists.
enum Kink {
  /// The derivatives from both sides differ.
  case slopes(below: Double, above: Double)
  /// The function is not continuous.
  case jump
}

extension FiniteDifferences {
  /// Looks at one result from both sides, closer and closer.
  ///
  /// - Parameter analytic: the derivative that was given: at a kink it lies between those of both sides.
  func kink(_ argument: Int, _ move: Move, row: Int, analytic: Double) throws -> Kink? {
    // Below and above, from three distances.
    let found = try changes(
      argument, move, [1, 0.125, 0.015625].flatMap { [-eps * $0, eps * $0] })
    let slopes = zip(found.changes, found.distances).map { $0[row] / $1 }
    let (below, above) = (slopes[4], slopes[5])
    let size = max(abs(below), abs(above))
    let noise = found.noise[row] / abs(found.distances[5])

    // Where the function jumps, a slope grows as the step gets smaller.
    for side in 0...1 {
      let (far, near, nearer) = (abs(slopes[side]), abs(slopes[side + 2]), abs(slopes[side + 4]))
      if nearer > 4 * near && near > 4 * far && nearer > max(1e-3 * size, 100 * noise) {
        return .jump
      }
    }
    // Where it has a kink, both slopes stay what they are. Of a smooth function they meet.
    let gap = abs(above - below)
    let isSettled = (0...1).allSatisfy { abs(slopes[$0 + 2] - slopes[$0 + 4]) < 0.1 * gap }
    let isBetween =
      analytic >= min(below, above) - 1e-3 * gap && analytic <= max(below, above) + 1e-3 * gap
    let isKink = isSettled && isBetween && gap > 1e-3 * size && gap > 10 * noise
    return isKink ? .slopes(below: below, above: above) : nil
  }
}
