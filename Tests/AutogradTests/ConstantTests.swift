import ApusAutograd
import ApusTensor
import Testing

/// Results that no gradient flows to.
@Suite struct ConstantTests {
  @Test func constantsHaveNoGradient() {
    let x = Tensor([3, 1, 2] as [Float], requiresGrad: true)
    let y = Tensor([1, 2, 2] as [Float], requiresGrad: true)
    for result in [
      x.argmax(), x.argmin(dim: 0), x.equal(y), x.notEqual(y), x.less(y), x.lessEqual(y),
      x.greater(y), x.greaterEqual(y), x.equal(1), x.notEqual(1), x.less(1), x.lessEqual(1),
      x.greater(1), x.greaterEqual(1), x.max(dim: 0).indices, x.to(.int64),
    ] {
      #expect(!result.requiresGrad)
    }
    #expect(x.argmax().item() == 0 && x.argmin().item() == 1)
    #expect(x.less(y).array == NDArray([false, true, false]))
    #expect(x.lessEqual(2).array == NDArray([false, true, true]))
    #expect(!allClose(x, y) && allClose(x, x + 1e-9))
    let large = Tensor([1 << 53, .min])
    #expect(allClose(large, large, rtol: 0, atol: 0))
    #expect(!allClose(large, Tensor([1 << 53 + 1, .min]), rtol: 0, atol: 0))
    #expect(allClose(large, Tensor([1 << 53 + 1, .min]), rtol: 0, atol: 1))
  }
}
