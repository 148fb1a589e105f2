import ApusTensor

/// Reads the labels of each sample from either form of targets and checks everything that could make
/// the kernel read outside its arrays or count nonsense.
struct CTCTargetReader {
  let steps: Int, batch: Int, classes: Int, blank: Int

  func read(_ targets: NDArray, _ inputLengths: [Int]?, _ targetLengths: [Int]?) -> CTCTargets {
    require(
      blank >= 0 && blank < classes, "CTCLoss: blank \(blank) is not one of \(classes) classes")
    require(
      !targets.dtype.isFloatingPoint && targets.dtype != .bool,
      "CTCLoss: targets must be integers, got \(targets.dtype)")
    let inputLengths = inputLengths ?? [Int](repeating: steps, count: batch)
    check(inputLengths, "inputLengths", most: steps)
    let (starts, counts) = split(targets, targetLengths)
    let result = CTCTargets(
      labels: targets.scalars(as: Int.self), starts: starts, counts: counts,
      inputLengths: inputLengths, blank: blank)
    for sample in 0..<batch { check(result.labels(of: sample), sample) }
    return result
  }

  private func check(_ labels: ArraySlice<Int>, _ sample: Int) {
    for (position, label) in labels.enumerated()
    where label < 0 || label >= classes || label == blank {
      trap(
        "CTCLoss: label \(label) of sample \(sample) at position \(position) "
          + (label == blank ? "is the blank" : "is not one of \(classes) classes"))
    }
  }

  private func check(_ lengths: [Int], _ name: String, most: Int) {
    require(
      lengths.count == batch, "CTCLoss: \(name) has \(lengths.count) entries for \(batch) samples")
    for (sample, length) in lengths.enumerated() where length < 0 || length > most {
      trap("CTCLoss: \(name)[\(sample)] is \(length), must be from 0 to \(most)")
    }
  }

  /// Where each sample's labels begin among all, and how many it has.
  private func split(_ targets: NDArray, _ lengths: [Int]?) -> (starts: [Int], counts: [Int]) {
    switch targets.rank {
    case 2:
      let width = targets.shape[1]
      require(
        targets.shape[0] == batch,
        "CTCLoss: targets of shape \(targets.shape) for \(batch) samples")
      let lengths = lengths ?? [Int](repeating: width, count: batch)
      check(lengths, "targetLengths", most: width)
      return ((0..<batch).map { $0 * width }, lengths)
    case 1:
      guard let lengths = lengths ?? (batch == 1 ? [targets.count] : nil) else {
        trap("CTCLoss: targets in one row, of shape \(targets.shape), need targetLengths")
      }
      check(lengths, "targetLengths", most: targets.count)
      var starts = [0]
      for length in lengths { starts.append(starts.last! + length) }
      require(
        starts.last == targets.count,
        "CTCLoss: targetLengths add up to \(starts.last!), targets have shape \(targets.shape)")
      return (starts.dropLast(), lengths)
    default: trap("CTCLoss: targets need 1 or 2 dimensions, got \(targets.shape)")
    }
  }
}
