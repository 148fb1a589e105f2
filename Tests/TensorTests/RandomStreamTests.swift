import ApusTensor
import ApusTestSupport
import Testing

/// What the streams promise beyond PyTorch's numbers.
@Suite struct RandomStreamTests {
  private func rand(_ generator: Generator) -> NDArray { .rand([1], generator: generator) }

  @Test func masksFollowTheOrderInMemory() {
    let x = NDArray.ones([3, 4])
    let mask = x.bernoulliMask(0.5, generator: Generator(seed: 0))
    let transposed = x.T.bernoulliMask(0.5, generator: Generator(seed: 0))
    #expect(transposed.shape == [4, 3])
    #expect(transposed.T == mask)
  }

  @Test func fewNormalNumbersAreScaledBeforeTheyAreRounded() {
    func drawn(_ dtype: DType) -> NDArray {
      .normal([15], mean: 0.1, std: 0.3, dtype: dtype, generator: Generator(seed: 1))
    }
    #expect(drawn(.float32) == drawn(.float64).to(.float32))
    let scaledLater = NDArray.randn([15], generator: Generator(seed: 1)) * 0.3 + 0.1
    #expect(drawn(.float32) != scaledLater)
  }

  @Test func bits() {
    let (a, b) = (Generator(seed: 3), Generator(seed: 3))
    let high = UInt64(a.random())
    #expect(b.random64() == high << 32 | UInt64(a.random()))
  }

  @Test func stateCanBeKept() {
    let generator = Generator(seed: 5)
    _ = NDArray.randn([3], generator: generator)
    let state = generator.state
    let first = [NDArray.randn([4], generator: generator), rand(generator)]
    generator.state = state
    #expect(first == [NDArray.randn([4], generator: generator), rand(generator)])
    #expect(state.dtype == .int64)
  }
}
