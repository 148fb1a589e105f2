import ApusAutograd
import ApusNN
import ApusTensor
import ApusTestSupport
import Testing

@Suite(.ownRandomNumbers) struct LayerTests {
  /// Rows of numbers whose mean float32 does not hold, and whose squares are beyond its range.
  @Test func layerNormOfLargeNumbers() {
    let x = Tensor([[1e7, 1e7 + 1, 1e7 + 2, 1e7 + 3], [0, 1e20, 2e20, 3e20]])
    let y = LayerNorm(4)(x)
    let row = [-1.3416407, -0.4472136, 0.4472136, 1.3416407] as [Float]
    #expect(allClose(y, Tensor([row, row]), rtol: 5e-6, atol: 0))
  }

  /// The optimizer reads both side by side.
  @Test func gradientOfAWeightLiesInMemoryAsTheWeight() {
    for input in [[6, 3], [2, 6, 3]] {
      let linear = Linear(3, 4)
      linear(.randn(input)).sum().backward()
      #expect(linear.weight.grad!.array.isContiguous, "\(input)")
    }
  }
}
