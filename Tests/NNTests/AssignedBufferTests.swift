import ApusAutograd
import ApusNN
import ApusTensor
import Testing

/// What is assigned to buffers.
@Suite struct AssignedBufferTests {
  @Test func buffersAreReplaced() {
    let (part, x) = (Part(), Tensor([3, 4]))
    let old = part.mean
    let value = old.array
    part.mean = 0.5 * part.mean + 0.5 * x
    noGrad { part.mean = 0.5 * part.mean + 0.5 * (x * part.weight[0]) }
    #expect(part.mean !== old && old.array == value && !part.mean.requiresGrad)
    #expect(part.mean.array == NDArray([2.25, 3] as [Float]))
    part.mean = .zeros(3, dtype: .float64)
    #expect(part.mean.shape == [3])
    part.last = x
    part.last = nil
    #expect(part.namedBuffers.map(\.name) == ["mean"])
  }

  /// What was read before the assignment keeps its value, also where a recorded step will read it again.
  @Test func stepsKeepTheBufferThatTheyRead() {
    let (part, x) = (Part(), Tensor([3, 4], requiresGrad: true))
    part.mean = Tensor([2, 4])
    let y = x / part.mean
    noGrad { part.mean = 0.5 * part.mean + 0.5 * x }
    y.sum().backward()
    #expect(x.grad!.array == NDArray([0.5, 0.25] as [Float]))
  }

  private final class Made: Module {
    @Parameter var weight: Tensor
    @Buffer var mean: Tensor

    init(of initial: Tensor) { (weight, mean) = (initial, initial) }
  }

  /// Nothing that a part was made of is changed, nor another part that was made of it.
  @Test func initialValuesAreNotShared() {
    let initial = Tensor([1, 2])
    let (a, b) = (Made(of: initial), Made(of: initial))
    noGrad {
      a.mean = a.mean + 1
      a.weight += 1
    }
    #expect(a.mean.array == NDArray([2, 3] as [Float]) && a.weight.array == a.mean.array)
    #expect(b.mean.array == initial.array && b.weight.array == initial.array)
    #expect(initial.array == NDArray([1, 2] as [Float]) && !initial.requiresGrad)
  }

  /// A tensor of two buffers is shared; one of a parameter is not.
  @Test func buffersAndOthers() {
    let (a, b) = (Part(), Part())
    b.mean = a.mean
    #expect(b.mean === a.mean)
    a.weight.requiresGrad = false
    b.last = a.weight
    #expect(b.last !== a.weight && b.last!.array == a.weight.array)
    a.list = [a.mean]
    #expect(a.list[0] !== a.mean && !a.mean.requiresGrad)
  }
}
