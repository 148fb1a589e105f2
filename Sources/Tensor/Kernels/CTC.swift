// Connectionist temporal classification (Graves et al., 2006): the negative log-likelihood of a label
// sequence under per-step log-probabilities, summed over all alignments.
//
// The labels l_1..l_L are spread with blanks to l' = blank, l_1, blank, ..., l_L, blank. Then
//   alpha_t(s) = log(sum of exp alpha_{t-1} over s, s-1, and s-2 where l'_s is neither blank nor l'_{s-2})
//                + logp_t(l'_s),
//   loss = -log(exp alpha_T(2L) + exp alpha_T(2L-1)).
// The recursion starts one step early, with all probability on the first blank: a sample of no steps
// then needs no case of its own. It runs in double precision whatever the type of the input, on probabilities
// with exponents of their own instead of logarithms (ctc.c).

/// What is to be aligned: for each sample of a batch its labels and the number of its steps.
package struct CTCTargets: Sendable {
  package let labels: [[Int]]
  package let inputLengths: [Int]
  package let blank: Int

  package init(labels: [[Int]], inputLengths: [Int], blank: Int) {
    (self.labels, self.inputLengths, self.blank) = (labels, inputLengths, blank)
  }

  /// The labels of a sample with blanks around each.
  func spread(_ sample: Int) -> [Int] {
    var result = [blank]
    for label in labels[sample] { result += [label, blank] }
    return result
  }
}

/// What the backward pass needs of the forward pass.
package struct CTCSaved {
  let logProbabilities: NDArray
  let targets: CTCTargets
  /// The alphas of each sample, as k_ctc_forward leaves them.
  let alpha: NDArray
  let losses: [Double]
}

/// - Parameter logProbabilities: [T, N, C].
/// - Returns: the loss of each sample [N]; infinite where no alignment fits.
package func ctcForward(_ logProbabilities: NDArray, _ targets: CTCTargets) -> (
  losses: NDArray, saved: CTCSaved
) {
  logProbabilities.dtype.acceptFloating(
    "ctcLoss", CTCForward(logProbabilities: logProbabilities.contiguous(), targets: targets))
}

/// - Parameters:
///   - gradient: of each sample's loss [N].
///   - zeroInfinity: an infinite loss gives zeros instead of NaN.
/// - Returns: the gradient of the log-probabilities [T, N, C]: minus the posterior probability of each
///   class at each step; zero beyond a sample's own steps.
package func ctcBackward(_ gradient: NDArray, _ saved: CTCSaved, zeroInfinity: Bool) -> NDArray {
  saved.logProbabilities.dtype.acceptFloating(
    "ctcLoss",
    CTCBackward(gradient: gradient, saved: saved, zeroInfinity: zeroInfinity))
}

extension CTCTargets {
  /// Numbers that each sample's alphas take: two for each state, and two states in front, at every step.
  fileprivate var alphaCount: Int {
    let (steps, labels) = (inputLengths.max() ?? 0, labels.map(\.count).max() ?? 0)
    return (steps + 1) * 2 * (2 * labels + 3)
  }
}

private struct CTCForward: FloatingVisitor {
  let logProbabilities: NDArray
  let targets: CTCTargets

  func visit<T: NativeScalar>(_: T.Type) -> (losses: NDArray, saved: CTCSaved) {
    let (batch, classes) = (logProbabilities.dims[1], logProbabilities.dims[2])
    let alpha = NDArray(uninitialized: [batch, targets.alphaCount], .float64)
    let losses = NDArray(uninitialized: [batch], .float64)
    forEachBlock(batch) { sample in
      let spread = targets.spread(sample)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * (spread.count + 2)) { scratch in
        losses.sharedElements(as: Double.self)[sample] = T.ctcForward(
          logProbabilities.elements(as: T.self) + sample * classes, batch * classes,
          targets.inputLengths[sample], spread, spread.count,
          alpha.sharedElements(as: Double.self) + sample * targets.alphaCount, scratch.baseAddress!)
      }
    }
    let saved = CTCSaved(
      logProbabilities: logProbabilities, targets: targets, alpha: alpha,
      losses: losses.scalars(as: Double.self))
    return (losses.to(T.dtype), saved)
  }
}

private struct CTCBackward: FloatingVisitor {
  let gradient: NDArray
  let saved: CTCSaved
  let zeroInfinity: Bool

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    let (dims, targets) = (saved.logProbabilities.dims, saved.targets)
    let (batch, classes) = (dims[1], dims[2])
    let scale = gradient.scalars(as: Double.self)
    return NDArray(dims, of: T.self) { out in
      out.update(repeating: 0, count: dims.elementCount)
      let to = Shared(out)
      forEachBlock(batch) { sample in
        let (start, stride) = (sample * classes, batch * classes)
        let steps = targets.inputLengths[sample]
        if saved.losses[sample] == .infinity {
          if zeroInfinity { return }
          for t in 0..<steps {
            (to.pointer + start + t * stride).update(repeating: .nan, count: classes)
          }
          return
        }
        let spread = targets.spread(sample)
        withUnsafeTemporaryAllocation(
          of: Double.self, capacity: 6 * (spread.count + 2) + classes
        ) { scratch in
          T.ctcBackward(
            saved.logProbabilities.elements(as: T.self) + start, stride, steps, spread,
            spread.count,
            classes, saved.alpha.elements(as: Double.self) + sample * targets.alphaCount,
            scale[sample], scratch.baseAddress!, to.pointer + start)
        }
      }
    }
  }
}
