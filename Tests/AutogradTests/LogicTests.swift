import ApusAutograd
import ApusTensor
import Testing

/// Truth values of tensors are those of their arrays.
@Suite struct LogicTests {
  let x = Tensor(NDArray([[0, 1.5, .nan], [-.infinity, 0, 3]]), requiresGrad: true)
  let y = Tensor(NDArray([[true, false, true]]))

  @Test func areThoseOfArrays() {
    let (a, b) = (x.array, y.array)
    let pairs: [(Tensor, NDArray)] = [
      (x.logicalAnd(y), a.logicalAnd(b)), (x.logicalOr(y), a.logicalOr(b)),
      (x.logicalXor(y), a.logicalXor(b)), (x.logicalNot(), a.logicalNot()),
      (x.isNaN(), a.isNaN()), (x.isInf(), a.isInf()), (x.isFinite(), a.isFinite()),
      (x.all(dim: 0), a.all(dim: 0)), (x.any(dims: [0, 1]), a.any(dims: [0, 1])),
      (x.all(dims: [1], keepDim: true), a.all(dims: [1], keepDim: true)),
      (x.any(dim: -1), a.any(dim: -1)),
    ]
    for (ours, array) in pairs {
      #expect(ours.array == array && !ours.requiresGrad)
    }
    #expect(!x.all() && x.any())
  }

  /// Steps have a derivative, which is 0, whatever gradient is given.
  @Test func stepsHaveNoSlope() {
    let x = Tensor([-1.5, 0.25, 2.5], requiresGrad: true)
    #expect(x.floor().array == NDArray([-2, 0, 2] as [Float]))
    #expect(x.sign().array == NDArray([-1, 1, 1] as [Float]))
    for step in [x.floor(), x.sign()] {
      let gradient = step.grad(wrt: x, gradient: .full([3], .infinity))
      #expect(gradient.array == .zeros([3]))
    }
    // Their zero gradients can be differentiated again.
    for step in [x.floor(), x.sign(), x.pow(0)] {
      let slope = step.sum().grad(wrt: x, createGraph: true)
      #expect((slope * x).sum().grad(wrt: x).array == .zeros([3]))
    }
    (x - x.floor()).sum().backward()
    #expect(x.grad!.array == .ones([3]))
  }

  /// Of infinite gradients what loses has no part.
  @Test func losersOfAnInfiniteGradientGetNothing() {
    for extreme in [{ $0.amax() }, { $0.max() }, { $0.amax(dim: 0) }] as [(Tensor) -> Tensor] {
      let x = Tensor([0, -1, -2], requiresGrad: true)
      extreme(x).sqrt().backward()
      #expect(x.grad!.array == NDArray([.infinity, 0, 0] as [Float]))
    }
    let x = Tensor([0, 3], requiresGrad: true)
    #expect(
      x.pow(0).grad(wrt: x, gradient: .full([2], .infinity)).array == .zeros([2]))
  }
}
