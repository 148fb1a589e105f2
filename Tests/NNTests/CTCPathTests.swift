import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import Glibc
import Testing

/// The CTC loss, its gradient and its second derivative against sums over all alignments, to 1e-12: every
/// label sequence of up to 3 labels, 4 classes and 6 steps, with the blank at three places.
@Suite(.ownRandomNumbers) struct CTCPathTests {
  /// Sequences that no alignment fits are among them.
  @Test(arguments: 0...6, 1...4) func everyLabelSequence(steps: Int, classes: Int) {
    for blank in Set([0, classes / 2, classes - 1]) {
      let paths = Paths(steps: steps, classes: classes, blank: blank)
      for labels in paths.labelSequences(longest: 3) {
        expect([labels], [steps], paths, "labels \(labels), blank \(blank)")
        let sums = paths.sums(labels, steps: steps, weight: 1, false)
        #expect((CTCLoss.requiredFrames(labels) <= steps) == sums.isFeasible)
      }
    }
  }

  /// A class with a probability of 0, among the labels and outside of them; also the blank.
  @Test(arguments: 1...5, 2...4) func aMaskedClass(steps: Int, classes: Int) {
    for masked in 0..<classes {
      let paths = Paths(steps: steps, classes: classes, blank: 0, masked: masked)
      for labels in paths.labelSequences(longest: 2) {
        expect([labels], [steps], paths, "labels \(labels), class \(masked) masked")
      }
    }
  }

  /// All label sequences side by side, with as many steps each as there are, fewer, or none.
  @Test(arguments: 1...5, 1...4) func raggedBatches(steps: Int, classes: Int) {
    let paths = Paths(steps: steps, classes: classes, blank: classes - 1)
    let all = paths.labelSequences(longest: 3)
    expect(all, all.indices.map { steps - $0 % (steps + 1) }, paths, "ragged")
  }

  /// Where no alignment fits, the loss is infinite and its gradient NaN up to the sample's last step,
  /// recorded or not.
  @Test func infeasibleSamples() {
    let logits = Tensor.randn(
      4, 3, 3, dtype: .float64, requiresGrad: true, generator: Generator(seed: 1))
    let loss = CTCLoss(reduction: .none)(
      logits.logSoftmax(dim: 2), Tensor([[1, 1, 2], [1, 2, 0], [2, 0, 0]] as [[Int]]),
      inputLengths: [3, 4, 0], targetLengths: [3, 2, 1])
    #expect(loss.array.equal(.infinity) == NDArray([true, false, true]))
    for createGraph in [false, true] {
      let gradient = grad(
        of: loss, wrt: [logits], gradient: .ones(3, dtype: .float64), retainGraph: true,
        createGraph: createGraph)[0].array
      #expect(gradient[..<3, 0].isNaN().all() && gradient[3, 0] == .zeros([3], dtype: .float64))
      #expect(gradient[0..., 1].isFinite().all())
      #expect(gradient[0..., 2] == .zeros([4, 3], dtype: .float64))
    }
    // The second derivative of the one between them is as if it were alone.
    func second(_ samples: Range<Int>, _ lengths: [Int], _ counts: [Int]) -> NDArray {
      let x = Tensor(logits.array[0..., samples], requiresGrad: true)
      let targets = NDArray([[1, 1, 2], [1, 2, 0], [2, 0, 0]])[samples]
      let losses = CTCLoss(reduction: .none)(
        x.logSoftmax(dim: 2), Tensor(targets), inputLengths: lengths, targetLengths: counts)
      let first = grad(of: losses.sum(), wrt: [x], createGraph: true)[0]
      let middle = first[0..., samples.count == 1 ? 0 : 1]
      return grad(of: (middle * middle).sum(), wrt: [x])[0].array[0..., samples.count == 1 ? 0 : 1]
    }
    let (beside, alone) = (second(0..<3, [3, 4, 0], [3, 2, 1]), second(1..<2, [4], [2]))
    #expect(difference(beside, alone, atol: 1e-12) == nil)
  }

  // MARK: - Comparing

  /// Every sample has the same outputs, and as many steps of them as `lengths` says. Where no alignment
  /// fits, all is 0 (`zeroInfinity`).
  private func expect(
    _ labels: [[Int]], _ lengths: [Int], _ paths: Paths, _ remark: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for throughLogSoftmax in [true, false] {
      let found = derivatives(labels, lengths, paths, throughLogSoftmax)
      let expected = labels.indices.map {
        paths.sums(labels[$0], steps: lengths[$0], weight: upstream($0), throughLogSoftmax)
      }
      for (name, found, expected) in [
        ("loss", found.loss, expected.map(\.loss)),
        ("gradient", found.gradient, expected.flatMap(\.gradient)),
        ("second derivative", found.second, expected.flatMap(\.second)),
        ("derivative by the gradient from above", found.byUpstream, expected.map(\.byUpstream)),
      ] {
        let gap = difference(NDArray(found), NDArray(expected), rtol: 1e-12, atol: 1e-12)
        #expect(
          gap == nil, "\(name), \(remark), \(throughLogSoftmax ? "logits" : "directly")",
          sourceLocation: sourceLocation)
      }
    }
  }

  private func upstream(_ sample: Int) -> Double { 0.5 + 0.25 * Double(sample % 7) }

  /// As the library finds them, each sample's after the other's: of g = sum of upstream times losses,
  /// and of the gradient of g times `paths.direction`.
  private func derivatives(
    _ labels: [[Int]], _ lengths: [Int], _ paths: Paths, _ throughLogSoftmax: Bool
  ) -> (loss: [Double], gradient: [Double], second: [Double], byUpstream: [Double]) {
    let batch = labels.count
    func repeated(_ outputs: NDArray) -> NDArray {
      outputs.unsqueeze(1).expand([paths.steps, batch, paths.classes]).contiguous()
    }
    let input = throughLogSoftmax ? paths.logits : paths.logits.logSoftmax(dim: 1)
    let x = Tensor(repeated(input), requiresGrad: true)
    let weights = Tensor(NDArray((0..<batch).map(upstream)), requiresGrad: true)
    let losses = CTCLoss(blank: paths.blank, reduction: .none, zeroInfinity: true)(
      throughLogSoftmax ? x.logSoftmax(dim: 2) : x, Tensor(NDArray(labels.flatMap { $0 })),
      inputLengths: lengths, targetLengths: labels.map(\.count))
    let plain = grad(of: losses, wrt: [x], gradient: weights, retainGraph: true)[0]
    let recorded = grad(of: losses, wrt: [x], gradient: weights, createGraph: true)[0]
    #expect(difference(plain.array, recorded.array, atol: 1e-12) == nil)
    // Without steps the gradient depends on nothing.
    let nothing = (x * 0).sum() + (weights * 0).sum()
    let along = (recorded * Tensor(repeated(paths.direction))).sum() + nothing
    let second = grad(of: along, wrt: [x, weights])
    func bySample(_ tensor: Tensor) -> [Double] {
      tensor.array.transpose(0, 1).scalars(as: Double.self)
    }
    return (
      losses.array.scalars(as: Double.self), bySample(plain), bySample(second[0]),
      second[1].array.scalars(as: Double.self)
    )
  }
}

/// All ways through some outputs: one class a step.
private struct Paths {
  let steps: Int, classes: Int, blank: Int
  /// [T, C]
  let logits: NDArray
  /// [T, C], along which gradients are differentiated.
  let direction: NDArray

  init(steps: Int, classes: Int, blank: Int, masked: Int? = nil) {
    (self.steps, self.classes, self.blank) = (steps, classes, blank)
    let generator = Generator(seed: UInt64(steps * 10 + classes))
    let values = NDArray.randn([steps, classes], dtype: .float64, generator: generator)
    let isMasked = NDArray.arange(classes).equal(Double(masked ?? -1))
    logits = NDArray.full([], -.infinity, dtype: .float64).where(isMasked, else: values)
    direction = NDArray.randn([steps, classes], dtype: .float64, generator: generator)
  }

  /// All sequences of up to `longest` labels without the blank.
  func labelSequences(longest: Int) -> [[Int]] {
    var (all, last): ([[Int]], [[Int]]) = ([[]], [[]])
    for _ in 0..<longest {
      last = last.flatMap { labels in (0..<classes).filter { $0 != blank }.map { labels + [$0] } }
      all += last
    }
    return all
  }

  /// What a sample gives: zeros where no path spells its labels.
  struct Sums {
    var loss = 0.0
    /// Of the outputs [T, C].
    var gradient: [Double]
    var second: [Double]
    var byUpstream = 0.0
    var isFeasible = true
  }

  /// With z = 1 where a path p goes, and E the mean over all paths that spell the labels, by likelihood:
  /// the loss is -log(sum of likelihoods), its gradient -E[z], and its second derivative along v
  /// -(E[z (z v)] - E[z] E[z v]). The log-softmax adds s and s (v - s v), s being its exponential.
  func sums(_ labels: [Int], steps: Int, weight: Double, _ throughLogSoftmax: Bool) -> Sums {
    let logp = logits.logSoftmax(dim: 1).scalars(as: Double.self)
    let v = direction.scalars(as: Double.self)
    let none = [Double](repeating: 0, count: logp.count)
    var (total, mean, meanAlong, product) = (0.0, none, 0.0, none)
    for path in allPaths(steps) where collapse(path, blank: blank) == labels {
      let places = path.enumerated().map { $0 * classes + $1 }
      let likelihood = exp(places.reduce(0) { $0 + logp[$1] })
      let along = places.reduce(0) { $0 + v[$1] }
      total += likelihood
      meanAlong += likelihood * along
      for place in places {
        mean[place] += likelihood
        product[place] += likelihood * along
      }
    }
    guard total > 0 else { return Sums(gradient: none, second: none, isFeasible: false) }
    mean = mean.map { $0 / total }
    meanAlong /= total
    var sums = Sums(
      loss: -log(total), gradient: mean.map { -$0 },
      second: zip(product, mean).map { meanAlong * $1 - $0 / total })
    if throughLogSoftmax {
      for t in 0..<steps {
        let row = (t * classes)..<((t + 1) * classes)
        let along = row.reduce(0) { $0 + exp(logp[$1]) * v[$1] }
        for place in row {
          sums.gradient[place] += exp(logp[place])
          sums.second[place] += exp(logp[place]) * (v[place] - along)
        }
      }
    }
    sums.byUpstream = zip(sums.gradient, v).reduce(0) { $0 + $1.0 * $1.1 }
    sums.gradient = sums.gradient.map { $0 * weight }
    sums.second = sums.second.map { $0 * weight }
    return sums
  }

  private func allPaths(_ steps: Int) -> [[Int]] {
    (0..<steps).reduce([[]]) { paths, _ in
      paths.flatMap { path in (0..<classes).map { path + [$0] } }
    }
  }
}
