import ApusAutograd
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

@Suite struct GradientClippingTests {
  private func parameter(_ gradient: [Float]) -> Tensor {
    let x = Tensor(gradient, requiresGrad: true)
    x.grad = Tensor(gradient)
    return x
  }

  @Test func gradientsAreScaledInPlace() throws {
    let x = parameter([3, 4])
    let gradient = try #require(x.grad)
    clipGradNorm([x], maxNorm: 100)
    #expect(gradient.array == NDArray([3, 4] as [Float]))
    // The gradient shares its memory with nothing after the first change.
    clipGradNorm([x], maxNorm: 1)
    let address = gradient.array.address
    clipGradNorm([x], maxNorm: 0.5)
    #expect(gradient.array.address == address)
    #expect(x.grad === gradient)
    #expect(abs(clipGradNorm([x], maxNorm: .infinity) - 0.5) < 1e-5)
    #expect(x.array == NDArray([3, 4] as [Float]))
  }

  @Test func nothingToClip() {
    #expect(clipGradNorm([], maxNorm: 1) == 0)
    let x = parameter([0, 0])
    #expect(clipGradNorm([x], maxNorm: 1) == 0)
    #expect(x.grad?.array == NDArray([0, 0] as [Float]))
  }

  @Test func normsThatAreNotFinite() throws {
    let infinite = parameter([.infinity, 1])
    #expect(clipGradNorm([infinite], maxNorm: 1) == .infinity)
    let scaled = try #require(infinite.grad).array.scalars(as: Float.self)
    #expect(scaled[0].isNaN && scaled[1] == 0)
    let unknown = parameter([.nan, 1])
    #expect(clipGradNorm([unknown], maxNorm: 1).isNaN)
    #expect(try #require(unknown.grad).array.scalars(as: Float.self).allSatisfy(\.isNaN))
  }

  /// Whatever the norm is.
  @Test(arguments: [[3, 4], [.infinity, 1], [-.infinity, .nan], [.nan], []] as [[Float]])
  func withoutALimitNothingChanges(gradient: [Float]) throws {
    let x = parameter(gradient)
    let before = try #require(x.grad).array
    let norm = clipGradNorm([x], maxNorm: .infinity)
    let after = try #require(x.grad).array
    #expect(after.address == before.address)
    #expect("\(after)" == "\(NDArray(gradient))")
    let expected = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(norm == Double(expected) || (norm.isNaN && expected.isNaN))
  }

  @Test func largeFloatsDoNotOverflow() {
    let x = parameter([3e30, 4e30])
    #expect(abs(clipGradNorm([x], maxNorm: 1) / 5e30 - 1) < 1e-6)
  }

  @Test func recordedGradientsAreClippedToo() throws {
    let x = Tensor([3, 4], requiresGrad: true)
    ((x * x).sum() / 2).backward(createGraph: true)
    #expect(try !#require(x.grad).isLeaf)
    #expect(clipGradNorm([x], maxNorm: 1) == 5)
    #expect(gap(try #require(x.grad).array, NDArray([0.6, 0.8] as [Float])) == nil)
  }
}
