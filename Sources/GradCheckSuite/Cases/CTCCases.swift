import ApusAutograd
import ApusNN
import ApusTensor

let ctcCases: [GradCase] = ctcProblems.flatMap(\.cases)

let ctcProblems: [CTCProblem] = [
  CTCProblem("one sample", [5, 1, 3], [[1, 2]]),
  CTCProblem("repeated labels", [7, 2, 3], [[1, 1, 2], [2, 2, 2]]),
  CTCProblem(
    "ragged", [7, 4, 4], [[1, 2, 3], [2, 2], [3], []], inputLengths: [7, 6, 3, 5]),
  CTCProblem(
    "ragged, in one row", [6, 3, 4], [[1, 2, 3], [3], [2, 2]], inputLengths: [6, 2, 5],
    isConcatenated: true),
  CTCProblem("mean", [5, 3, 3], [[1, 2], [1], []], reduction: .mean),
  CTCProblem("sum", [5, 2, 3], [[1, 2], [2, 1]], reduction: .sum),
  CTCProblem("no labels at all", [4, 2, 3], [[], []], inputLengths: [4, 3]),
  CTCProblem("steps that no sample has", [6, 2, 3], [[1, 2], [2]], inputLengths: [4, 3]),
  CTCProblem("no samples", [4, 0, 3], [], reduction: .sum),
  CTCProblem("one step", [1, 2, 3], [[1], []]),
  CTCProblem("a sample without steps", [4, 2, 3], [[], [1, 2]], inputLengths: [0, 4]),
  CTCProblem(
    "as many steps as labels need", [5, 2, 3], [[1, 2, 1, 2, 1], [1, 1, 2]], inputLengths: [5, 4]),
  CTCProblem(
    "samples that no alignment fits", [4, 3, 3], [[1, 1, 1], [1, 2], [2, 1]],
    inputLengths: [4, 4, 1], zeroInfinity: true),
  CTCProblem("blank in the middle", [5, 2, 4], [[0, 3], [3, 3]], blank: 1),
  CTCProblem("blank last", [5, 2, 4], [[0, 1], [2, 2]], blank: 3),
  CTCProblem("without a batch", [5, 4], [[1, 2, 2]]),
  CTCProblem("a masked class", [5, 2, 3], [[1, 3], [3, 3]], maskedClass: 2),
  // More than go side by side in the kernel.
  CTCProblem("ten samples", [4, 10, 3], (0..<10).map { [1 + $0 % 2, 1 + $0 / 5] }),
]

/// Outputs of a shape, and labels to align with them.
struct CTCProblem: Sendable {
  let remark: String
  /// [T, N, C], or [T, C]; a masked class comes on top.
  let shape: [Int]
  let labels: [[Int]]
  let inputLengths: [Int]?
  let blank: Int
  let reduction: Reduction
  let zeroInfinity: Bool
  /// Whether labels stand one after the other instead of padded.
  let isConcatenated: Bool
  /// A class whose probability is 0.
  let maskedClass: Int?

  init(
    _ remark: String, _ shape: [Int], _ labels: [[Int]], inputLengths: [Int]? = nil,
    blank: Int = 0, reduction: Reduction = .none, zeroInfinity: Bool = false,
    isConcatenated: Bool = false, maskedClass: Int? = nil
  ) {
    (self.remark, self.shape, self.labels) = (remark, shape, labels)
    (self.inputLengths, self.isConcatenated) = (inputLengths, isConcatenated)
    (self.blank, self.reduction, self.zeroInfinity) = (blank, reduction, zeroInfinity)
    self.maskedClass = maskedClass
  }

  /// With respect to logits, through log-softmax, and to the log-probabilities themselves, where the
  /// check of PyTorch's loss fails.
  var cases: [GradCase] {
    [
      GradCase("CTCLoss", remark, [shape]) { x in value(masked(x[0]).logSoftmax(dim: -1)) },
      GradCase("CTCLoss", remark + ", directly", [shape]) { x in value(masked(x[0])) },
    ]
  }

  private func masked(_ outputs: Tensor) -> Tensor {
    guard let maskedClass else { return outputs }
    let column = Tensor.full(
      Array(shape.dropLast()) + [1], -.infinity, dtype: outputs.dtype)
    return .cat(
      [outputs[.ellipsis, ..<maskedClass], column, outputs[.ellipsis, maskedClass...]], dim: -1)
  }

  private func value(_ logProbabilities: Tensor) -> Tensor {
    let longest = labels.map(\.count).max() ?? 0
    // Padding is not read; a class that is none would be noticed.
    let padded = labels.map { $0 + [Int](repeating: -1, count: longest - $0.count) }
    let targets =
      isConcatenated || shape.count == 2
      ? NDArray(labels.flatMap { $0 })
      : NDArray(padded.flatMap { $0 }, shape: [labels.count, longest])
    return CTCLoss(blank: blank, reduction: reduction, zeroInfinity: zeroInfinity)(
      logProbabilities, Tensor(targets), inputLengths: inputLengths,
      targetLengths: labels.map(\.count))
  }
}
