import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import Glibc
import Testing

@Suite(.ownRandomNumbers) struct CTCTests {
  @Test func ctcKernelEqualsItsTwin() {
    let x = Tensor.randn(9, 3, 5, dtype: .float64, requiresGrad: true)
    let targets = Tensor([[1, 1], [2, 3], [4, 0]] as [[Int]])
    let loss = CTCLoss(reduction: .sum)(
      x.logSoftmax(dim: 2), targets, inputLengths: [9, 4, 1], targetLengths: [2, 2, 1])
    let kernel = grad(of: loss, wrt: [x], retainGraph: true)[0]
    let twin = grad(of: loss, wrt: [x], createGraph: true)[0]
    #expect(difference(kernel.array, twin.array, rtol: 0, atol: 1e-13) == nil)
  }

  /// Far apart, so that posteriors are tiny or 0 in double precision; sums over paths are taken of logarithms.
  @Test(arguments: [30, 300, 1e4]) func farApartLogProbabilities(scale: Double) {
    let (steps, classes, labels) = (5, 3, [1, 2])
    let generator = Generator(seed: 3)
    // Multiples of 1/64: their sums are exact.
    let values = NDArray.rand([steps * classes], dtype: .float64, generator: generator)
      .scalars(as: Double.self).map { (-$0 * scale * 64).rounded() / 64 }
    var weights = [[Double]](repeating: [], count: values.count)
    var all: [Double] = []
    for code in 0..<Int(pow(Double(classes), Double(steps))) {
      let path = (0..<steps).map { code / Int(pow(Double(classes), Double($0))) % classes }
      guard collapse(path, blank: 0) == labels else { continue }
      all.append(path.enumerated().map { values[$0 * classes + $1] }.reduce(0, +))
      for (t, c) in path.enumerated() { weights[t * classes + c].append(all.last!) }
    }
    let top = all.max()!
    let total = all.map { exp($0 - top) }.reduce(0, +)
    let logp = Tensor(NDArray(values, shape: [steps, 1, classes]), requiresGrad: true)
    let loss = CTCLoss(reduction: .sum)(logp, Tensor(NDArray(labels, shape: [1, labels.count])))
    loss.backward()
    let expected = weights.map { -$0.map { exp($0 - top) }.reduce(0, +) / total }
    #expect(abs(loss.item() + top + log(total)) <= 1e-12 * abs(loss.item()))
    for (found, expected) in zip(logp.grad!.array.scalars(as: Double.self), expected) {
      #expect(abs(found - expected) <= 1e-12 * abs(expected), "\(found) \(expected)")
    }
  }

  /// More samples than go side by side, of different lengths, with NaN beyond their own steps.
  @Test func aBatchHasTheBitsOfItsSamples() {
    let (steps, batch, classes, most) = (70, 19, 5, 6)
    let generator = Generator(seed: 4)
    let inputLengths = (0..<batch).map { steps - $0 * 3 }
    let targetLengths = (0..<batch).map { $0 % (most + 1) }
    var logits = NDArray.randn([steps, batch, classes], dtype: .float64, generator: generator)
    for (n, length) in inputLengths.enumerated() {
      logits[length..., n] = .full([steps - length, classes], .nan, dtype: .float64)
    }
    let targets = NDArray((0..<(batch * most)).map { 1 + $0 * $0 % 4 }, shape: [batch, most])
    func run(_ samples: Range<Int>) -> (losses: NDArray, gradient: NDArray) {
      let logp = Tensor(logits[0..., samples], requiresGrad: true)
      let losses = CTCLoss(reduction: .none)(
        logp, Tensor(targets[samples]), inputLengths: Array(inputLengths[samples]),
        targetLengths: Array(targetLengths[samples]))
      losses.sum().backward()
      return (losses.array, logp.grad!.array)
    }
    let together = run(0..<batch)
    for n in 0..<batch {
      let alone = run(n..<(n + 1))
      #expect(
        together.losses[n..<(n + 1)].scalars(as: Double.self)
          == alone.losses.scalars(as: Double.self), "sample \(n)")
      #expect(
        together.gradient[0..., n..<(n + 1)].scalars(as: Double.self)
          == alone.gradient.scalars(as: Double.self), "sample \(n)")
    }
  }

  @Test func aMaskedClassStaysFinite() {
    var logits = NDArray.randn([6, 2, 4], dtype: .float64)
    logits[.ellipsis, 3] = .full([], -.infinity, dtype: .float64)
    let x = Tensor(logits, requiresGrad: true)
    CTCLoss()(x.logSoftmax(dim: 2), Tensor([[1, 2], [2, 2]] as [[Int]])).backward()
    #expect(x.grad!.array.isFinite().all())
  }

  @Test func labelsBlankAndLengthsAreChecked() async {
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = CTCLoss()(.zeros(5, 2, 4), Tensor([[1], [4]] as [[Int]]))
      }.says("label 4 of sample 1 at position 0 is not one of 4 classes"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = CTCLoss()(.zeros(5, 1, 4), Tensor([[1, 0]] as [[Int]]))
      }.says("label 0 of sample 0 at position 1 is the blank"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = CTCLoss(blank: 4)(.zeros(5, 1, 4), Tensor([[1]] as [[Int]]))
      }.says("blank 4 is not one of 4 classes"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = CTCLoss()(.zeros(5, 1, 4), Tensor([[1]] as [[Int]]), inputLengths: [6])
      }.says("inputLengths[0] is 6, must be from 0 to 5"))
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = CTCLoss()(.zeros(5, 2, 4), Tensor([1, 2] as [Int]), targetLengths: [1, 2])
      }.says("targetLengths add up to 3, targets have shape [2]"))
  }

  @Test func decodes() {
    let path = Array("--33---222-999---77--").map { $0 == "-" ? 10 : Int(String($0))! }
    #expect(collapse(path, blank: 10) == [3, 2, 9, 7])
    #expect(collapse([1, 1, 10, 1], blank: 10) == [1, 1])
    let outputs = NDArray([path, path.reversed()]).T.oneHot(11).to(.float32)
    #expect(greedyDecode(Tensor(outputs), blank: 10) == [[3, 2, 9, 7], [7, 9, 2, 3]])
  }

  @Test func prints() { #expect("\(CTCLoss(blank: 10))" == "CTCLoss()") }
}
