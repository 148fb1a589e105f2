public import ApusAutograd
import ApusTensor

/// The likeliest class at each step of each sample: N rows of T classes, the first one where several are
/// equal.
///
/// - Parameter outputs: [T, N, C].
public func bestPaths(_ outputs: Tensor) -> [[Int]] {
  require(outputs.rank == 3, "bestPaths: needs outputs [T, N, C], got \(outputs.shape)")
  return outputs.array.argmax(dim: 2).T.rows(as: Int.self)
}

/// A path's labels: repetitions joined, then blanks dropped.
public func collapse(_ path: [Int], blank: Int) -> [Int] {
  path.indices
    .filter { path[$0] != blank && ($0 == 0 || path[$0] != path[$0 - 1]) }
    .map { path[$0] }
}

/// The labels that each sample's likeliest path spells.
///
/// - Parameter outputs: [T, N, C].
public func greedyDecode(_ outputs: Tensor, blank: Int) -> [[Int]] {
  bestPaths(outputs).map { collapse($0, blank: blank) }
}
