import ApusAutograd
import ApusNN
import ApusTensor
import Testing

/// Tensors that are assigned while their module is made.
@Suite struct AssignedInInitTests {
  @Test func assignedAfterSuperInit() {
    let late = Late(Part())
    #expect(late.weight.array == .full([4], 2) && late.weight.requiresGrad)
    #expect(
      late.stateDict.keys.sorted() == [
        "scale", "twin.list.0", "twin.list.1", "twin.mean", "twin.weight", "weight",
      ])
  }

  private final class Tied: Module {
    @Parameter var weight: Tensor
    init(_ other: Part) { weight = other.weight }
  }

  @Test func tiedInInit() {
    let part = Part()
    #expect(Tied(part).weight === part.weight)
  }
}
