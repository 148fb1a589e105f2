/// A point at which no derivative exists.
enum Kink {
  /// The derivatives from both sides differ.
  case slopes(below: Double, above: Double)
  /// The function is not continuous.
  case jump
}

extension FiniteDifferences {
  /// Looks at one result from both sides, from near and from nearer.
  func kink(_ argument: Int, _ move: Move, row: Int) throws -> Kink? {
    // Below and above, from near and from nearer.
    let steps = [-eps, eps, -eps / 64, eps / 64]
    let found = try changes(argument, move, steps)
    let changes = found.changes.map { $0[row] }
    let slopes = zip(changes, found.distances).map { $0 / $1 }
    let noise = found.noise[row]
    // Of a continuous function the change gets smaller with the step.
    let isJump = [0, 1].contains { side in
      abs(changes[side + 2]) > max(abs(changes[side]) / 4, 100 * noise)
    }
    if isJump { return .jump }
    let (gap, nearerGap) = (abs(slopes[1] - slopes[0]), abs(slopes[3] - slopes[2]))
    // Of a smooth function the two slopes differ by the step times the second derivative.
    let isKink =
      nearerGap > gap / 4 && nearerGap > 1e-3 * max(abs(slopes[2]), abs(slopes[3]))
      && nearerGap > 10 * noise / abs(found.distances[3])
    return isKink ? .slopes(below: slopes[2], above: slopes[3]) : nil
  }
}
