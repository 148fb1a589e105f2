import Glibc

// Connectionist temporal classification (Graves et al., 2006): the negative log-likelihood of a label
// sequence under per-step log-probabilities, summed over all alignments.
//
// The labels l_1..l_L are spread with blanks to l' = blank, l_1, blank, ..., l_L, blank. Then
//   alpha_t(s) = log(sum of exp alpha_{t-1} over s, s-1, and s-2 where l'_s is neither blank nor l'_{s-2})
//                + logp_t(l'_s),
//   loss = -log(exp alpha_T(2L) + exp alpha_T(2L-1)).
// The recursion starts one step early, with all probability on the first blank: a sample of no steps
// then needs no case of its own. It runs in double precision whatever the type of the input.

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
  /// A sample's alpha, [steps + 1][2L + 1] row-major, the early step first.
  let alpha: [[Double]]
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

/// log(exp a + exp b + exp c), -inf where all are.
@inline(__always)
private func logSum(_ a: Double, _ b: Double, _ c: Double = -.infinity) -> Double {
  let largest = Swift.max(a, Swift.max(b, c))
  if largest == -.infinity { return largest }
  return largest + log(exp(a - largest) + exp(b - largest) + exp(c - largest))
}

/// Whether an alignment may jump from the label before the last blank straight to `labels[s]`.
@inline(__always)
private func canSkip(_ labels: [Int], _ s: Int, blank: Int) -> Bool {
  s >= 2 && labels[s] != blank && labels[s] != labels[s - 2]
}

private struct CTCForward: FloatingVisitor {
  let logProbabilities: NDArray
  let targets: CTCTargets

  func visit<T: NativeScalar>(_: T.Type) -> (losses: NDArray, saved: CTCSaved) {
    let (batch, classes) = (logProbabilities.dims[1], logProbabilities.dims[2])
    var alpha = [[Double]](repeating: [], count: batch)
    var losses = [Double](repeating: 0, count: batch)
    alpha.withUnsafeMutableBufferPointer { alphas in
      losses.withUnsafeMutableBufferPointer { losses in
        guard batch > 0 else { return }
        let (toAlpha, toLoss) = (Shared(alphas.baseAddress!), Shared(losses.baseAddress!))
        forEachBlock(batch) { sample in
          let from = logProbabilities.elements(as: T.self) + sample * classes
          let result = forward(from, stride: batch * classes, sample)
          toAlpha.pointer[sample] = result.alpha
          toLoss.pointer[sample] = result.loss
        }
      }
    }
    let saved = CTCSaved(
      logProbabilities: logProbabilities, targets: targets, alpha: alpha, losses: losses)
    return (NDArray(losses).to(T.dtype), saved)
  }

  private func forward<T: NativeScalar>(_ logp: UnsafePointer<T>, stride: Int, _ sample: Int) -> (
    alpha: [Double], loss: Double
  ) {
    let labels = targets.spread(sample)
    let (steps, width) = (targets.inputLengths[sample], labels.count)
    var alpha = [Double](repeating: -.infinity, count: (steps + 1) * width)
    alpha[0] = 0
    for t in 0..<steps {
      let (before, now) = (t * width, (t + 1) * width)
      for s in 0..<width {
        let arrived = logSum(
          alpha[before + s], s >= 1 ? alpha[before + s - 1] : -.infinity,
          canSkip(labels, s, blank: targets.blank) ? alpha[before + s - 2] : -.infinity)
        alpha[now + s] = arrived + Double(logp[t * stride + labels[s]])
      }
    }
    let end = steps * width + width - 1
    return (alpha, -logSum(alpha[end], width > 1 ? alpha[end - 1] : -.infinity))
  }
}

private struct CTCBackward: FloatingVisitor {
  let gradient: NDArray
  let saved: CTCSaved
  let zeroInfinity: Bool

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    let dims = saved.logProbabilities.dims
    let (batch, classes) = (dims[1], dims[2])
    let scale = gradient.scalars(as: Double.self)
    return NDArray(dims, of: T.self) { out in
      out.update(repeating: 0, count: dims.elementCount)
      let to = Shared(out)
      forEachBlock(batch) { sample in
        let logp = saved.logProbabilities.elements(as: T.self) + sample * classes
        backward(
          logp, to.pointer + sample * classes, stride: batch * classes, classes, sample,
          scale[sample])
      }
    }
  }

  /// beta_t(s): log-probability of finishing from state s after step t. The posterior of s at step t is
  /// exp(alpha_t(s) + beta_t(s) + loss).
  private func backward<T: NativeScalar>(
    _ logp: UnsafePointer<T>, _ out: UnsafeMutablePointer<T>, stride: Int, _ classes: Int,
    _ sample: Int, _ scale: Double
  ) {
    let targets = saved.targets
    let labels = targets.spread(sample)
    let (steps, width) = (targets.inputLengths[sample], labels.count)
    let loss = saved.losses[sample]
    if loss == .infinity {
      if zeroInfinity { return }
      for t in 0..<steps { (out + t * stride).update(repeating: .nan, count: classes) }
      return
    }
    var beta = [Double](repeating: -.infinity, count: width)
    beta[width - 1] = 0
    if width > 1 { beta[width - 2] = 0 }
    var emitted = beta
    var posterior = [Double](repeating: 0, count: classes)
    for t in (0..<steps).reversed() {
      for c in 0..<classes { posterior[c] = 0 }
      for s in 0..<width {
        posterior[labels[s]] += exp(saved.alpha[sample][(t + 1) * width + s] + beta[s] + loss)
        emitted[s] = beta[s] + Double(logp[t * stride + labels[s]])
      }
      for c in 0..<classes { out[t * stride + c] = T(-posterior[c] * scale) }
      for s in 0..<width {
        beta[s] = logSum(
          emitted[s], s + 1 < width ? emitted[s + 1] : -.infinity,
          s + 2 < width && canSkip(labels, s + 2, blank: targets.blank)
            ? emitted[s + 2] : -.infinity)
      }
    }
  }
}
