import ApusAutograd
import ApusOptim
import ApusTensor
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

  /// One begins its array at the next step, one goes on, one was never updated; saved once more before
  /// it steps.
  @Test(arguments: [DType.float32, .float64]) func resumedBeforeTheArrayBegins(dtype: DType) throws
  {
    func parameter(_ value: Double) -> Tensor {
      .full([2], value, dtype: dtype, requiresGrad: true)
    }
    func make(_ p: [Tensor], momentum: Double = 0) -> SGD {
      SGD([
        ParameterGroup([p[0]]), ParameterGroup([p[1]], momentum: momentum), ParameterGroup([p[2]]),
      ])
    }
    let whole = [parameter(1), parameter(2), parameter(3)]
    let sgd = make(whole, momentum: 0.9)
    train(sgd, whole, steps: 2)
    for group in sgd.groups { (group.momentum, group.dampening) = (0.5, 0.25) }
    let state = sgd.stateDict
    #expect(state["0.momentum_buffer"] == NDArray([] as [Int]))
    #expect(state["1.momentum_buffer"]?.shape == [2] && state["2.momentum_buffer"] == nil)
    let resumed = whole.map { Tensor($0.array, requiresGrad: true) }
    let between = make(resumed)
    try between.load(state)
    #expect(between.stateDict == state)
    let second = make(resumed)
    try second.load(between.stateDict)
    train(sgd, whole, steps: 3)
    train(second, resumed, steps: 3)
    #expect(whole.map(\.array) == resumed.map(\.array))
    #expect(second.stateDict == sgd.stateDict)
  }

  @Test func theFirstStepAfterwards() throws {
    let x = Tensor(scalar: 0, requiresGrad: true)
    x.grad = Tensor(scalar: 1)
    let sgd = SGD([x], lr: 1)
    sgd.step()
    (sgd.groups[0].momentum, sgd.groups[0].dampening) = (0.5, 0.5)
    let resumed = SGD([x], lr: 1)
    try resumed.load(sgd.stateDict)
    x.update { $0 = .zeros([]) }
    resumed.step()
    #expect(x.item() == -1)
  }
}
