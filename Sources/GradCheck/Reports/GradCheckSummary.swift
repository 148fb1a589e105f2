/// What a check that passed has seen.
public struct GradCheckSummary: Sendable, Equatable, CustomStringConvertible {
  /// Entries of Jacobians that were compared.
  public internal(set) var entryCount = 0
  /// Random directions that were compared instead where there are too many entries.
  public internal(set) var directionCount = 0
  /// Of how many subsets of the inputs the gradients were also asked for alone.
  public internal(set) var subsetCount = 0
  /// The largest error, as a part of what was allowed: at most 1.
  public internal(set) var largestError = 0.0
  /// Inputs, or leaves, to which no gradient flows from the result.
  public internal(set) var unused: [String] = []

  public var description: String {
    let counts = [(entryCount, "entries of Jacobians"), (directionCount, "random directions")]
      .filter { $0.0 > 0 }.map { "\($0) \($1)" }
    let subsets = subsetCount == 0 ? "" : ", \(subsetCount) subsets of the inputs"
    return
      "right: \(counts.isEmpty ? "no elements" : counts.joined(separator: ", "))\(subsets), the largest error "
      + "\(largestError.text(digits: 2)) of what is allowed"
      + (unused.isEmpty ? "" : "; unused: \(unused.joined(separator: ", "))")
  }

  /// Counts an entry, or direction, that is right.
  mutating func add(_ entry: ComparedEntry, isDirection: Bool = false) {
    if isDirection { directionCount += 1 } else { entryCount += 1 }
    // 0 of 0 is no error.
    if entry.error > 0 { largestError = max(largestError, entry.excess) }
  }
}
