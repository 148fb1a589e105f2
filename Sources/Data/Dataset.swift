import ApusTensor

/// Samples that can be asked for by index.
///
/// A loader asks from several threads at once and in any order: a sample depends on its index alone, and on what it
/// draws from the default generator. A loader with workers gives each sample of each pass a stream of its own; one
/// without lets it draw from the program's, as PyTorch does.
public protocol Dataset: Sendable {
  associatedtype Element: Sendable

  /// Number of samples, at most 2^40.
  var count: Int { get }

  /// The sample at `index`, in `0..<count`. Throws what went wrong with it, naming its file.
  subscript(index: Int) -> Element { get throws }
}

/// A number of samples that comes from outside this module, or a trap where there cannot be so many.
func checkedCount(_ count: Int, _ operation: @autoclosure () -> String) -> Int {
  require(
    NDArray.elementCount(of: [count]) != nil,
    "\(operation()): \(count) is not a possible number of samples")
  return count
}

/// Some samples of another data set, in an order of its own.
public struct Subset<Base: Dataset>: Dataset {
  public let base: Base
  /// Where each sample of the subset stands in `base`.
  public let indices: [Int]

  /// Traps where an index is not one of `base`.
  public init(_ base: Base, _ indices: [Int]) {
    let range = 0..<checkedCount(base.count, "Subset")
    if let wrong = indices.first(where: { !range.contains($0) }) {
      trap("Subset: index \(wrong) is out of range; the dataset has \(range.count) samples")
    }
    self.base = base
    self.indices = indices
  }

  public var count: Int { indices.count }

  public subscript(index: Int) -> Base.Element {
    get throws {
      require(
        indices.indices.contains(index),
        "Subset: index \(index) is out of range; the subset has \(count) samples")
      return try base[indices[index]]
    }
  }
}
