import Autograd
import Optim
import Tensor
import Testing

/// Arrays that an option of their group switches on and off.
@Suite struct SwitchedArrayTests {
  @Test func momentumThatIsSwitchedOnLater() throws {
    let x = Tensor(scalar: 0, dtype: .float64, requiresGrad: true)
    x.grad = Tensor(scalar: 1, dtype: .float64)
    let sgd = SGD([x], lr: 1, dampening: 0.5)
    sgd.step()
    #expect(sgd.stateDict["0.momentum_buffer"] == nil)
    #expect(sgd.stateDict["0.step"] == NDArray(scalar: 1))
    sgd.groups[0].momentum = 0.5
    // Saved between: the next optimizer must take it.
    try SGD([x], lr: 1).load(sgd.stateDict)
    // As PyTorch: the buffer begins as the gradient, without dampening.
    sgd.step()
    #expect(sgd.stateDict["0.momentum_buffer"] == NDArray(scalar: 1.0))
    sgd.step()
    #expect(sgd.stateDict["0.momentum_buffer"] == NDArray(scalar: 1.0))
    #expect(x.item() == -3)
  }

  @Test func aBufferThatRestsIsSavedToo() throws {
    let x = Tensor(scalar: 0, dtype: .float64, requiresGrad: true)
    x.grad = Tensor(scalar: 1, dtype: .float64)
    let sgd = SGD([x], lr: 1, momentum: 0.5)
    sgd.step()
    sgd.groups[0].momentum = 0
    let other = SGD([x], lr: 1)
    try other.load(sgd.stateDict)
    other.groups[0].momentum = 0.5
    other.step()
    #expect(other.stateDict["0.momentum_buffer"] == NDArray(scalar: 1.5))
  }

  /// What the version before wrote: SGD without momentum counted nothing.
  @Test func olderStates() throws {
    let x = Tensor([1, 2], requiresGrad: true)
    let sgd = SGD([x], lr: 1)
    x.grad = .ones(2)
    var state = sgd.stateDict
    #expect(state["0.step"] == NDArray(scalar: 0))
    try sgd.load(state)
    state["0.step"] = NDArray(scalar: 4)
    state["0.momentum_buffer"] = NDArray([3, 4] as [Float])
    state["param_groups.0.momentum"] = NDArray(scalar: 0.5)
    try sgd.load(state)
    sgd.step()
    #expect(sgd.stateDict["0.momentum_buffer"] == NDArray([2.5, 3] as [Float]))
    #expect(sgd.stateDict["0.step"] == NDArray(scalar: 5))
  }
}
