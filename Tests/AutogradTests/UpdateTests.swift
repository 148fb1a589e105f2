import ApusAutograd
import ApusTensor
import ApusTestSupport
import Testing

/// Values that change while a graph still knows them.
@Suite struct UpdateTests {
  static let mistakes: [Mistake] = [
    Mistake("backward: * needs the value of an input of shape [1], which update() has changed") {
      let (x, y) = leaves
      let product = x * y
      x.update { $0 = $0 * 100 }
      product.backward()
    },
    // The gradient of x is made of y, which needs none itself.
    Mistake("backward: * needs the value of an input of shape [1], which update() has changed") {
      let (x, _) = leaves
      let constant = Tensor([3.0])
      let product = x * constant
      constant.update { $0 = $0 * 100 }
      product.backward()
    },
    Mistake("it is at version 2, expected 0") {
      let (x, y) = leaves
      let power = x.pow(y)
      for _ in 0..<2 { y.update { $0 = $0 + 1 } }
      power.backward()
    },
    Mistake("backward: fusedSquare needs the value of an input of shape [1]") {
      let (x, _) = leaves
      let array = x.array
      let square = Tensor.fused(
        "fusedSquare", inputs: [x], outputs: [array * array],
        backward: { g, _ in [g[0]! * array * 2] }, twin: { [$0[0] * $0[0]] })[0]
      x.update { $0 = $0 * 100 }
      square.backward()
    },
  ]

  private static var leaves: (Tensor, Tensor) {
    (Tensor([2.0], requiresGrad: true), Tensor([3.0], requiresGrad: true))
  }

  @Test(arguments: mistakes.indices) func aChangedValueIsNoticed(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      UpdateTests.mistakes[index].body()
    }
    #expect(result.says(UpdateTests.mistakes[index].expected))
  }

  @Test func linearStepsDoNotReadTheirInputs() {
    let (x, y) = UpdateTests.leaves
    let sum = (x + y).reshape(1, 1) - x
    x.update { $0 = $0 * 100 }
    sum.backward()
    #expect(y.grad!.item() == 1 && x.grad!.item() == 0)
  }

  @Test func resultRulesKeepTheirResult() {
    let (x, _) = UpdateTests.leaves
    let root = x.exp().sum()
    x.update { $0 = $0 * 100 }
    root.backward()
    #expect(abs(x.grad!.item() - 7.389056) < 1e-5)
  }

  @Test func viewsAreNotChanged() {
    let weight = Tensor([1, 2, 3] as [Float], requiresGrad: true)
    let first = weight[0]
    weight.update { $0[0] = NDArray(scalar: 9) }
    #expect(first.item() == 1 && weight[0].item() == 9)
  }

  /// Once backward has run, nothing shares a parameter's memory any more: an update copies nothing.
  @Test func updatesAfterBackwardCopyNothing() {
    let weight = Tensor.randn(64, 64, requiresGrad: true, generator: Generator(seed: 1))
    let address = weight.array.address
    var state = Tensor.randn(8, 64, generator: Generator(seed: 2))
    for step in 0..<3 {
      state = state.matmul(weight.T).tanh()
      let loss = (state * weight[0] + weight.sum(dim: 0).exp() * 1e-9).square().sum()
      loss.backward()
      weight.update { array in
        array.withMutableElements(as: Float.self) { for i in $0.indices { $0[i] *= 0.99 } }
      }
      #expect(weight.array.address == address, "step \(step)")
      weight.zeroGrad()
      state = state.detach()
    }
  }

  /// The same while the result and the loss of the step are still held.
  @Test func heldResultsDoNotHoldParameters() {
    let weight = Tensor.ones(16, requiresGrad: true)
    let address = weight.array.address
    let hidden = (weight * weight).exp()
    let loss = hidden.sum()
    loss.backward()
    weight.update { $0.withMutableElements(as: Float.self) { $0[0] = 1 } }
    #expect(weight.array.address == address)
    withExtendedLifetime((hidden, loss)) {}
  }
}
