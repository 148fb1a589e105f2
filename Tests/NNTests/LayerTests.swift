import Autograd
import NN
import Tensor
import Testing

@Suite struct LayerTests {
  /// The optimizer reads both side by side.
  @Test func gradientOfAWeightLiesInMemoryAsTheWeight() {
    for input in [[6, 3], [2, 6, 3]] {
      let linear = Linear(3, 4)
      linear(.randn(input)).sum().backward()
      #expect(linear.weight.grad!.array.isContiguous, "\(input)")
    }
  }
}
