import ApusAutograd
import ApusOptim
import ApusTensor
import Testing

/// The same bits whatever the number of threads, on more elements than fit into four blocks.
@Suite struct ThreadCountTests {
  private func eachThreadCount<R: Equatable>(_ body: () -> R) -> [R] {
    [1, 2, 3, 4].map { threads in withThreads(threads) { body() } }
  }

  private func leaf(_ dtype: DType) -> Tensor {
    let generator = Generator(seed: 3)
    let x = Tensor.randn([300_001], dtype: dtype, requiresGrad: true, generator: generator)
    x.grad = .randn([300_001], dtype: dtype, generator: generator)
    return x
  }

  @Test(arguments: Rule.all, [DType.float32, .float64])
  func steps(rule: Rule, dtype: DType) {
    let results = eachThreadCount {
      let x = leaf(dtype)
      let optimizer = rule.make([x])
      for _ in 0..<3 { optimizer.step() }
      return optimizer.stateDict.merging(["x": x.array]) { a, _ in a }
    }
    for result in results { #expect(result == results[0]) }
  }

  @Test(arguments: [DType.float32, .float64]) func clipping(dtype: DType) throws {
    let results = eachThreadCount {
      let x = leaf(dtype)
      let norm = clipGradNorm([x], maxNorm: 1)
      return ["norm": NDArray(scalar: norm), "grad": x.grad!.array]
    }
    for result in results { #expect(result == results[0]) }
    let all = leaf(dtype).grad!.array.scalars(as: Double.self)
    let expected = all.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(try #require(results[0]["norm"]).item() / expected - 1) < 1e-12)
  }
}
