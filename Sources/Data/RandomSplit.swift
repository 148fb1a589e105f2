public import ApusTensor

/// Splits a data set into parts of the given lengths, without overlap, by one random permutation.
///
/// The parts equal those of PyTorch's `random_split` for the same generator state.
///
/// - Parameters:
///   - lengths: how many samples each part gets; none negative.
///   - generator: where the permutation is drawn from.
/// - Throws: `SplitError` where the lengths do not add up to the number of samples.
public func randomSplit<D: Dataset>(
  _ dataset: D, _ lengths: [Int], generator: Generator = .default
) throws -> [Subset<D>] {
  if let negative = lengths.first(where: { $0 < 0 }) {
    trap("randomSplit: negative length \(negative) in \(lengths)")
  }
  var sum = 0
  for length in lengths {
    let (total, overflow) = sum.addingReportingOverflow(length)
    sum = overflow ? .max : total
  }
  let count = checkedCount(dataset.count, "randomSplit")
  guard sum == count else {
    throw SplitError(lengths: "\(lengths)", sum: "\(sum)", count: count)
  }
  let order = randperm(sum, generator: generator)
  var start = 0
  return lengths.map { length in
    defer { start += length }
    return Subset(dataset, Array(order[start..<(start + length)]))
  }
}

/// Splits a data set into parts that are fractions of it.
///
/// Each part gets its fraction rounded down; the samples that are left go to the parts in turn, one
/// each from the first on. A part may be empty.
///
/// - Parameter fractions: between 0 and 1, adding up to 1.
/// - Throws: `SplitError` where the fractions do not add up to 1.
public func randomSplit<D: Dataset>(
  _ dataset: D, _ fractions: [Double], generator: Generator = .default
) throws -> [Subset<D>] {
  if let wrong = fractions.first(where: { !(0...1).contains($0) }) {
    trap("randomSplit: fraction \(wrong) in \(fractions) is not between 0 and 1")
  }
  let (count, sum) = (checkedCount(dataset.count, "randomSplit"), fractions.reduce(0, +))
  var lengths = fractions.map { Int((Double(count) * $0).rounded(.down)) }
  let remainder = count - lengths.reduce(0, +)
  guard abs(sum - 1) <= 1e-9, remainder >= 0 else {
    throw SplitError(lengths: "\(fractions)", sum: "\(sum)", count: count)
  }
  for i in 0..<remainder { lengths[i % lengths.count] += 1 }
  return try randomSplit(dataset, lengths, generator: generator)
}

/// Parts that do not add up to the whole.
public struct SplitError: Error, CustomStringConvertible {
  let lengths: String, sum: String, count: Int

  public var description: String {
    "randomSplit: \(lengths) adds up to \(sum), but the dataset has \(count) samples"
  }
}
