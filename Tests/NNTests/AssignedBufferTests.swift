import Autograd
import NN
import Tensor
import Testing

/// What is assigned to buffers.
@Suite struct AssignedBufferTests {
  @Test func buffersChangeInPlace() {
    let (part, x) = (Part(), Tensor([3, 4]))
    let mean = part.mean
    part.mean = 0.5 * part.mean + 0.5 * x
    noGrad { part.mean = 0.5 * part.mean + 0.5 * (x * part.weight[0]) }
    #expect(part.mean === mean && !mean.requiresGrad)
    #expect(mean.array == NDArray([2.25, 3] as [Float]))
    part.mean = .zeros(3, dtype: .float64)
    #expect(part.mean.shape == [3])
    part.last = x
    part.last = nil
    #expect(part.namedBuffers.map(\.name) == ["mean"])
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
