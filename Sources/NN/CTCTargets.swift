import Tensor

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
    let labels = split(targets, targetLengths)
    for (sample, labels) in labels.enumerated() {
      for (position, label) in labels.enumerated()
      where label < 0 || label >= classes || label == blank {
        trap(
          "CTCLoss: label \(label) of sample \(sample) at position \(position) "
            + (label == blank ? "is the blank" : "is not one of \(classes) classes"))
      }
    }
    return CTCTargets(labels: labels, inputLengths: inputLengths, blank: blank)
  }

  private func check(_ lengths: [Int], _ name: String, most: Int) {
    require(
      lengths.count == batch, "CTCLoss: \(name) has \(lengths.count) entries for \(batch) samples")
    for (sample, length) in lengths.enumerated() where length < 0 || length > most {
      trap("CTCLoss: \(name)[\(sample)] is \(length), must be from 0 to \(most)")
    }
  }

  private func split(_ targets: NDArray, _ lengths: [Int]?) -> [[Int]] {
    switch targets.rank {
    case 2:
      require(
        targets.shape[0] == batch,
        "CTCLoss: targets of shape \(targets.shape) for \(batch) samples")
      let rows = targets.rows(as: Int.self)
      guard let lengths else { return rows }
      check(lengths, "targetLengths", most: targets.shape[1])
      return zip(rows, lengths).map { Array($0.prefix($1)) }
    case 1:
      guard let lengths = lengths ?? (batch == 1 ? [targets.count] : nil) else {
        trap("CTCLoss: targets in one row, of shape \(targets.shape), need targetLengths")
      }
      check(lengths, "targetLengths", most: targets.count)
      let total = lengths.reduce(0, +)
      require(
        total == targets.count,
        "CTCLoss: targetLengths add up to \(total), targets have shape \(targets.shape)")
      var rest = targets.scalars(as: Int.self)[...]
      return lengths.map { length in
        defer { rest = rest.dropFirst(length) }
        return Array(rest.prefix(length))
      }
    default: trap("CTCLoss: targets need 1 or 2 dimensions, got \(targets.shape)")
    }
  }
}
