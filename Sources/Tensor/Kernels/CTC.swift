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
  let logp = logProbabilities.contiguous()
  let blocks = CTCBlocks(targets, steps: logp.dims[0], batch: logp.dims[1], classes: logp.dims[2])
  let alpha = NDArray(uninitialized: [blocks.count, blocks.alphaCount], .float64)
  let losses = NDArray(uninitialized: [logp.dims[1]], .float64)
  func run<T: FloatingElement>(_ kernels: CTCKernels<T>) {
    blocks.run(alpha) {
      kernels.forward(
        $0, logp.elements(as: T.self), losses.sharedElements(as: Double.self))
    }
  }
  logp.dtype.floating("ctcLoss", { run(.float32) }, { run(.float64) })
  let saved = CTCSaved(blocks: blocks, logProbabilities: logp, alpha: alpha, losses: losses)
  return (losses.to(logp.dtype), saved)
}

/// - Parameters:
///   - gradient: of each sample's loss [N].
///   - zeroInfinity: an infinite loss gives zeros instead of NaN.
/// - Returns: the gradient of the log-probabilities [T, N, C]: minus the posterior probability of each
///   class at each step; zero beyond a sample's own steps.
package func ctcBackward(_ gradient: NDArray, _ saved: CTCSaved, zeroInfinity: Bool) -> NDArray {
  let logp = saved.logProbabilities
  let scale = gradient.to(.float64).contiguous()
  let result = NDArray(uninitialized: logp.dims, logp.dtype)
  func run<T: FloatingElement>(_ kernels: CTCKernels<T>) {
    saved.blocks.run(saved.alpha) {
      kernels.backward(
        $0, logp.elements(as: T.self), scale.elements(as: Double.self),
        result.sharedElements(as: T.self))
    }
    if !zeroInfinity { saved.setInfeasibleToNaN(result.sharedElements(as: T.self)) }
  }
  logp.dtype.floating("ctcLoss", { run(.float32) }, { run(.float64) })
  return result
}

/// The functions of `ctc.h` for one type.
private struct CTCKernels<T>: Sendable {
  typealias Part = UnsafePointer<k_ctc_part>
  typealias Input = UnsafePointer<T>

  let forward: @Sendable (Part, Input, UnsafeMutablePointer<Double>) -> Void
  let backward: @Sendable (Part, Input, UnsafePointer<Double>, UnsafeMutablePointer<T>) -> Void
}

extension CTCKernels<Float> {
  static let float32 = CTCKernels(
    forward: { k_ctc_forward_f32($0, $1, $2) }, backward: { k_ctc_backward_f32($0, $1, $2, $3) })
}

extension CTCKernels<Double> {
  static let float64 = CTCKernels(
    forward: { k_ctc_forward_f64($0, $1, $2) }, backward: { k_ctc_backward_f64($0, $1, $2, $3) })
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

  /// Calls `body` for each block, whose alphas lie in those of the batch.
  func run(_ alpha: NDArray, _ body: @Sendable (UnsafePointer<k_ctc_part>) -> Void) {
    let bytes = scratchCount * MemoryLayout<Double>.size
    samples.withUnsafeBufferPointer { samples in
      labels.withUnsafeBufferPointer { labels in
        guard let samples = samples.baseAddress.map({ Shared($0) }) else { return }
        // Where nobody has labels, none is read.
        let labels = labels.baseAddress.map { Shared($0) }
        forEachBlock(count) { block in
          withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 8) { scratch in
            let scratch = scratch.baseAddress!.assumingMemoryBound(to: Double.self)
            var part = k_ctc_part(
              shape: shape, samples: samples.pointer,
              labels: labels?.pointer
                ?? UnsafeMutableRawPointer(scratch)
                .assumingMemoryBound(to: Int.self),
              first: block * k_ctc_block,
              alpha: alpha.sharedElements(as: Double.self) + block * alphaCount, scratch: scratch)
            body(&part)
          }
        }
      }
    }
  }
}

extension CTCSaved {
  /// Overwrites the gradients of samples that no alignment fits.
  fileprivate func setInfeasibleToNaN<T: FloatingElement>(_ out: UnsafeMutablePointer<T>) {
    let (samples, classes) = (blocks.samples, blocks.shape.classes)
    let losses = losses.elements(as: Double.self)
    for (n, sample) in samples.enumerated() where losses[n] == .infinity {
      for t in 0..<sample.steps {
        (out + (t * samples.count + n) * classes).update(repeating: .nan, count: classes)
      }
    }
  }
}
