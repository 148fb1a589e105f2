import ApusAutograd
import ApusTensor
import Testing

/// What the guide says of choices and square roots, which is so in PyTorch too.
@Suite struct ChoiceTests {
  let isPositive = Tensor(NDArray([true, false]))
  let one = Tensor(scalar: 1), zero = Tensor(scalar: 0)

  @Test func branchesThatAreNotTakenSpoilGradients() {
    let x = Tensor([4, 0], requiresGrad: true)
    let gradient = x.sqrt().where(isPositive, else: zero).sum().grad(wrt: x)
    #expect(gradient.array[0].item() == 0.25 && gradient.array[1].isNaN().all())
  }

  @Test func inputsThatAreChosenFirstDoNot() {
    let x = Tensor([4, 0], requiresGrad: true)
    let root = x.where(isPositive, else: one).sqrt().where(isPositive, else: zero)
    #expect(root.sum().grad(wrt: x).array == NDArray([0.25, 0] as [Float]))
  }
}
