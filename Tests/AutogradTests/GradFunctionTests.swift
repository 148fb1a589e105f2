import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

/// `grad(of:wrt:)` and derivatives of derivatives.
@Suite(.ownRandomNumbers) struct GradFunctionTests {
  private let x = Tensor([0.5, -1.5, 2] as [Double], requiresGrad: true)

  @Test func leavesNothingBehind() {
    let gradient = grad(of: (x * x).sum(), wrt: [x])[0]
    #expect(allClose(gradient, x * 2))
    #expect(x.grad == nil)
  }

  @Test func intermediateTensors() {
    let a = x * 2
    let b = a.exp()
    let gradients = grad(of: (b * a).sum(), wrt: [b, a, x])
    #expect(allClose(gradients[0], a))
    #expect(allClose(gradients[1], b * a + b))
    #expect(allClose(gradients[2], (b * a + b) * 2))
  }

  @Test func theResultItself() {
    let y = (x * x).sum()
    #expect(grad(of: y, wrt: [y])[0].item() == 1)
    #expect(
      grad(of: x, wrt: [x], gradient: .ones(3, dtype: .float64))[0].array
        == .ones([3], dtype: .float64))
  }

  @Test func theSameInputTwice() {
    let gradients = grad(of: (x * x).sum(), wrt: [x, x])
    #expect(gradients[0].array == gradients[1].array && allClose(gradients[0], x * 2))
  }

  @Test func upstreamGradient() {
    let v = Tensor([1, 10, 100] as [Double])
    #expect(allClose(grad(of: x * x, wrt: [x], gradient: v)[0], x * v * 2))
  }

  @Test func thirdDerivative() {
    var derivative = x.pow(4)
    for _ in 0..<3 { derivative = grad(of: derivative.sum(), wrt: [x], createGraph: true)[0] }
    #expect(allClose(derivative, 24 * x))
    let fourth = grad(of: derivative.sum(), wrt: [x])[0]
    #expect(allClose(fourth, Tensor([24, 24, 24] as [Double])))
  }

  @Test func higherDerivativesOfResultRules() {
    // tanh, whose rule reads its result: y''' = (1 - y^2) (6 y^2 - 2)
    var derivative = x.tanh()
    for _ in 0..<3 { derivative = grad(of: derivative.sum(), wrt: [x], createGraph: true)[0] }
    let square = x.tanh().square()
    #expect(allClose(derivative, (1 - square) * (6 * square - 2)))
  }

  /// A gradient penalty: the backward of an expression that holds a gradient.
  @Test func backwardThroughAGradient() {
    let weight = Tensor([0.3, 0.7, -0.2] as [Double], requiresGrad: true)
    let gradient = grad(of: (x * weight).tanh().sum(), wrt: [x], createGraph: true)[0]
    gradient.square().sum().backward()
    let check = Tensor(weight.array)
    #expect(throws: Never.self) {
      try gradCheck([Tensor(x.array), check], order: 2) { inputs in
        let x = inputs[0]
        return grad(of: (x * inputs[1]).tanh().sum(), wrt: [x], createGraph: true)[0].square().sum()
      }
    }
    #expect(weight.grad != nil && x.grad != nil)
  }

  @Test func createGraphKeepsTheGraph() {
    let y = (x * x).sum()
    let first = grad(of: y, wrt: [x], createGraph: true)[0]
    let again = grad(of: y, wrt: [x])[0]
    #expect(first.array == again.array)
  }

  @Test func gradientsWithAGraphCanBeAccumulated() {
    (x * x * x).sum().backward(createGraph: true)
    #expect(x.grad!.requiresGrad)
    let first = x.grad!
    x.zeroGrad()
    first.sum().backward()
    #expect(allClose(x.grad!, 6 * x.detach()))
    x.zeroGrad()
  }

  @Test func ofOneTensorIsOne() {
    let (y, other) = ((x * x).sum(), Tensor([1, 2, 3] as [Double], requiresGrad: true))
    let gradient = grad(of: y, wrt: x, retainGraph: true)
    #expect(allClose(gradient, 2 * x.detach()) && x.grad == nil)
    #expect(y.grad(wrt: x, retainGraph: true).array == gradient.array)
    #expect(y.grad(wrt: x, gradient: Tensor(scalar: 3)).array == (3 * gradient).array)
    let both = (x * other).grad(wrt: [x, other], gradient: .ones(3))
    #expect(allClose(both[0], other.detach()) && allClose(both[1], x.detach()))
    #expect(x.cubed().grad(wrt: x).array == (3 * x * x).array)
  }

  @Test func onlyWhatIsAskedForIsComputed() {
    // The rule of the other branch would trap.
    let y = Tensor([1.0] as [Double], requiresGrad: true)
    let other = Tensor.primitive(
      of: y, value: { $0 }, pullback: { _, _, _ in fatalError("not wanted") })
    let gradient = grad(of: (x * other).sum(), wrt: [x])[0]
    #expect(allClose(gradient, .ones(3, dtype: .float64)))
  }
}

extension Tensor {
  /// Uses its own gradient: what a user's extension can write.
  fileprivate func cubed() -> Tensor {
    let inner = detach(requiresGrad: true)
    let slope = (inner * inner * inner).sum().grad(wrt: inner)
    return (self * slope / 3 * 3).sum() + 0 * (grad?.sum() ?? Tensor(scalar: 0))
  }
}
