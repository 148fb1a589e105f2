import ApusAutograd
import ApusTensor

/// Mistakes in the derivative of the CTC loss.
let ctcMutants: [Mutant] =
  CTCMistake.allCases.map { mistake in
    mutant(mistake.rawValue) { problem in
      { right, site in
        let first = site.g.count > 0 ? site.g[..<1].expandAs(site.g) : site.g
        return derivative(
          of: { [wrongCTCLosses($0[0], problem, mistake)] }, at: [site.x(0)],
          [mistake == .oneUpstream ? first : site.g], [true], recorded: site.isRecorded)[0]!
      }
    }
  } + [
    mutant("padded steps are not zeroed") { _ in
      { right, site in right + (site.g * -1).unsqueeze(1) * site.x(0).exp() * padding(right) }
    },
    mutant("the derivative with respect to logits") { _ in
      // What PyTorch returns: right behind a log-softmax only.
      { right, site in right + site.g.unsqueeze(1) * site.x(0).exp() * (1 - padding(right)) }
    },
    mutant("the blank has no gradient") { problem in
      { right, site in
        let classes = NDArray.arange(right.shape[2]).notEqual(Double(problem.blank))
        return right.where(Tensor(classes), else: .zeros(right.shape, dtype: right.dtype))
      }
    },
  ]

/// Mistakes in the recursion, whose right derivative is then taken, and one in what is given to it.
private enum CTCMistake: String, CaseIterable, Sendable {
  case noRepeatRule = "the repeat rule is dropped"
  case noSkips = "blanks are never skipped"
  case noBlankAtTheEnd = "paths may not end on the blank"
  case noLabelAtTheEnd = "paths may not end on the last label"
  case noBlankAtTheStart = "paths may not start on the blank"
  case oneUpstream = "all samples get the first one's gradient from above"
}

private func mutant(
  _ mistake: String, _ change: @escaping @Sendable (CTCProblem) -> Mutant.Change
) -> Mutant {
  Mutant(mistake, Rule(step: "ctcLoss", input: 0)) { example in
    // The case that it was made for knows the labels.
    let problem = ctcProblems.first { $0.cases.contains { $0.remark == example.remark } }
    if let problem { return change(problem) }
    return { _, _ in nil }
  }
}

/// 1 at steps that no path goes through, [T, N, 1]: there the gradient is 0 for all classes.
private func padding(_ right: Tensor) -> Tensor {
  Tensor(right.array.abs().sum(dims: [2], keepDim: true).equal(0).to(right.dtype))
}

/// The recursion with a mistake, one sample after the other: [T, N, C] to [N].
private func wrongCTCLosses(_ logp: Tensor, _ problem: CTCProblem, _ mistake: CTCMistake) -> Tensor
{
  if problem.labels.isEmpty { return logp.sum(dims: [0, 2]) }
  return .stack(
    problem.labels.indices.map { sample in
      let steps = problem.inputLengths?[sample] ?? logp.shape[0]
      return wrongCTCLoss(logp[0..<steps, sample], problem.labels[sample], problem.blank, mistake)
    })
}

/// [T, C] to a single number; 0 where no path is left.
private func wrongCTCLoss(_ logp: Tensor, _ labels: [Int], _ blank: Int, _ mistake: CTCMistake)
  -> Tensor
{
  let spread = [blank] + labels.flatMap { [$0, blank] }
  func sum(_ ways: [Tensor?]) -> Tensor? {
    let ways = ways.compactMap { $0 }
    return ways.isEmpty ? nil : Tensor.stack(ways).logSumExp(dim: 0)
  }
  var alpha = [Tensor?](repeating: nil, count: spread.count)
  for t in 0..<logp.shape[0] {
    let before = alpha
    alpha = spread.indices.map { s in
      let canSkip =
        s >= 2 && spread[s] != blank
        && (mistake == .noRepeatRule || spread[s] != spread[s - 2]) && mistake != .noSkips
      let starts = t == 0 && s <= 1 && !(s == 0 && mistake == .noBlankAtTheStart)
      let start = starts ? Tensor.zeros([], dtype: logp.dtype) : nil
      let ways = [start, before[s], s >= 1 ? before[s - 1] : nil, canSkip ? before[s - 2] : nil]
      return sum(ways).map { $0 + logp[t, spread[s]] }
    }
  }
  let last = spread.count - 1
  let ends = [
    mistake == .noBlankAtTheEnd ? nil : alpha[last],
    last >= 1 && mistake != .noLabelAtTheEnd ? alpha[last - 1] : nil,
  ]
  return sum(ends).map { -$0 } ?? (logp * 0).where(logp.array.isFinite(), else: 0).sum()
}
