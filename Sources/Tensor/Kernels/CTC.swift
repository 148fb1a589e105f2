// Connectionist temporal classification (Graves et al., 2006): the negative log-likelihood of a label
// sequence under per-step log-probabilities, summed over all alignments.
//
// The labels l_1..l_L are spread with blanks to l' = blank, l_1, blank, ..., l_L, blank. Then
//   alpha_t(s) = log(sum of exp alpha_{t-1} over s, s-1, and s-2 where l'_s is neither blank nor l'_{s-2})
//                + logp_t(l'_s),
//   loss = -log(exp alpha_T(2L) + exp alpha_T(2L-1)).
// The recursion starts one step early, with all probability on the first blank: a sample of no steps
// then needs no case of its own. It runs in double precision whatever the type of the input, on probabilities
// with exponents of their own instead of logarithms, eight samples at a time (ctc.c).

import CApusKernels

/// What is to be aligned: for each sample of a batch its labels and the number of its steps.
package struct CTCTargets: Sendable {
  /// A sample's are labels[starts[sample]...], counts[sample] of them.
  let labels: [Int]
  let starts: [Int]
  package let counts: [Int]
  package let inputLengths: [Int]
  package let blank: Int

  package init(labels: [Int], starts: [Int], counts: [Int], inputLengths: [Int], blank: Int) {
    (self.labels, self.starts, self.counts) = (labels, starts, counts)
    (self.inputLengths, self.blank) = (inputLengths, blank)
  }

  package func labels(of sample: Int) -> ArraySlice<Int> {
    labels[starts[sample]..<(starts[sample] + counts[sample])]
  }
}

/// What the backward pass needs of the forward pass.
package struct CTCSaved {
  fileprivate let blocks: CTCBlocks
  let logProbabilities: NDArray
  /// The alphas of each block, as k_ctc_forward leaves them.
  let alpha: NDArray
  let losses: NDArray
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

/// A batch as the kernels see it: samples side by side in blocks.
private struct CTCBlocks {
  let shape: k_ctc_shape
  let samples: [k_ctc_sample]
  let labels: [Int]
  /// Numbers that a block takes.
  let alphaCount: Int, scratchCount: Int

  init(_ targets: CTCTargets, steps: Int, batch: Int, classes: Int) {
    shape = k_ctc_shape(steps: steps, samples: batch, classes: classes, blank: targets.blank)
    samples = targets.counts.indices.map {
      k_ctc_sample(
        steps: targets.inputLengths[$0], labels: targets.counts[$0],
        first_label: targets.starts[$0])
    }
    labels = targets.labels
    let longest = targets.counts.max() ?? 0
    alphaCount = k_ctc_alpha_count(targets.inputLengths.max() ?? 0, longest)
    scratchCount = k_ctc_scratch_count(longest, classes)
  }

  var count: Int { (samples.count + k_ctc_block - 1) / k_ctc_block }

  /// Calls `body` for each block with its number, its first sample and scratch memory.
  func run(_ body: @Sendable (Int, _ first: Int, UnsafeMutablePointer<Double>) -> Void) {
    let bytes = scratchCount * MemoryLayout<Double>.size
    forEachBlock(count) { block in
      withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 8) { scratch in
        body(block, block * k_ctc_block, scratch.baseAddress!.assumingMemoryBound(to: Double.self))
      }
    }
  }
}

private struct CTCForward: FloatingVisitor {
  let logProbabilities: NDArray
  let targets: CTCTargets

  func visit<T: NativeScalar>(_: T.Type) -> (losses: NDArray, saved: CTCSaved) {
    let dims = logProbabilities.dims
    let blocks = CTCBlocks(targets, steps: dims[0], batch: dims[1], classes: dims[2])
    let alpha = NDArray(uninitialized: [blocks.count, blocks.alphaCount], .float64)
    let losses = NDArray(uninitialized: [dims[1]], .float64)
    blocks.run { block, first, scratch in
      T.ctcForward(
        blocks.shape, blocks.samples, blocks.labels, first, logProbabilities.elements(as: T.self),
        alpha.sharedElements(as: Double.self) + block * blocks.alphaCount, scratch,
        losses.sharedElements(as: Double.self))
    }
    let saved = CTCSaved(
      blocks: blocks, logProbabilities: logProbabilities, alpha: alpha, losses: losses)
    return (losses.to(T.dtype), saved)
  }
}

private struct CTCBackward: FloatingVisitor {
  let gradient: NDArray
  let saved: CTCSaved
  let zeroInfinity: Bool

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    let blocks = saved.blocks
    let scale = gradient.to(.float64).contiguous()
    return NDArray(saved.logProbabilities.dims, of: T.self) { out in
      let to = Shared(out)
      blocks.run { block, first, scratch in
        T.ctcBackward(
          blocks.shape, blocks.samples, blocks.labels, first,
          saved.logProbabilities.elements(as: T.self),
          saved.alpha.elements(as: Double.self) + block * blocks.alphaCount,
          scale.elements(as: Double.self), scratch, to.pointer)
      }
      if !zeroInfinity { setInfeasibleToNaN(out) }
    }
  }

  /// Overwrites the gradients of samples that no alignment fits.
  private func setInfeasibleToNaN<T: NativeScalar>(_ out: UnsafeMutablePointer<T>) {
    let (samples, classes) = (saved.blocks.samples, saved.blocks.shape.classes)
    let losses = saved.losses.elements(as: Double.self)
    for (n, sample) in samples.enumerated() where losses[n] == .infinity {
      for t in 0..<sample.steps {
        (out + (t * samples.count + n) * classes).update(repeating: .nan, count: classes)
      }
    }
  }
}
