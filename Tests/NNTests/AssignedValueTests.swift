import ApusAutograd
import ApusNN
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

/// The value of an assigned constant is taken: the parameter stays the tensor that the optimizer has.
@Suite(.ownRandomNumbers) struct AssignedValueTests {
  static let computed: [@Sendable (Tensor) -> Tensor] = [
    { $0 * 0.5 }, { $0.clamp(min: -0.25, max: 0.25) }, { $0.T }, { Init.orthogonal($0.shape) },
    { $0.detach() }, { $0 }, { .full($0.shape, 0.125) },
    { .rand($0.shape, generator: Generator(seed: 3)) },
  ]

  /// The optimizer goes on with the tensor that it was given.
  @Test(arguments: computed.indices) func anAssignedWeightIsTrainedOn(index: Int) {
    let part = Part()
    let weight = part.weight
    let optimizer = SGD(part.parameters, lr: 1)
    let value = noGrad { AssignedValueTests.computed[index](part.weight).array.copy() }
    manualSeed(1)
    noGrad {
      part.weight = index == 3 ? Tensor(value) : AssignedValueTests.computed[index](part.weight)
    }
    #expect(part.weight === weight && weight.isLeaf && weight.requiresGrad)
    #expect(weight.array == value)
    step([weight], optimizer)
    #expect(part.weight.array == value - 1)
  }

  @Test func compoundAssignment() {
    let part = Part()
    let optimizer = SGD(part.parameters, lr: 1)
    noGrad {
      part.weight *= 0.5
      part.list[1] = part.list[1] + 4
    }
    step(part.parameters, optimizer)
    #expect(part.weight.array == .full([2, 2], -0.5))
    #expect(part.list.map(\.array) == [.zeros([3]), .full([3], 3)])
  }

  /// A graph that read the old value notices.
  @Test func theVersionRises() async {
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let part = Part()
        let loss = part.weight.square().sum()
        noGrad { part.weight *= 2 }
        loss.backward()
      }.says("which update() has changed since"))
  }

  @Test func frozenStaysFrozen() {
    let part = Part()
    part.weight.requiresGrad = false
    part.weight = part.weight * 3
    #expect(part.weight.array == .full([2, 2], 3) && !part.weight.requiresGrad)
    let other = Part()
    other.weight = part.weight
    #expect(other.weight === part.weight && !part.weight.requiresGrad)
  }
}
