import Autograd
import Optim
import Tensor
import TestSupport
import Testing

/// Rules as a user would write them: the arrays that they declare are made, counted, saved and loaded.
@Suite struct OwnRuleTests {
  /// The one that `Optimizer` shows.
  private class Heavy: Optimizer {
    init(_ parameters: [Tensor], lr: Double) {
      super.init([ParameterGroup(parameters)], defaults: ParameterGroup([], lr: lr))
    }

    override var stateNames: [String] { ["velocity"] }

    override func update(
      _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
    ) {
      state["velocity"] = state["velocity"] * 0.9 + gradient
      parameter = parameter - state["velocity"] * group.lr
    }
  }

  /// Two arrays, and the number of the step.
  private final class Adaptive: Heavy {
    override var stateNames: [String] { ["mean", "square"] }

    override func update(
      _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
    ) {
      state["mean"] = state["mean"] * 0.9 + gradient * 0.1
      state["square"] = state["square"] * 0.99 + gradient * gradient * 0.01
      let (m, v) = (Double(state.step), state["square"].sqrt() + 1e-8)
      parameter = parameter - state["mean"] / v * (group.lr / m.squareRoot())
    }
  }

  private func parameters() -> [Tensor] {
    let generator = Generator(seed: 1)
    return [
      Tensor.randn([3, 4], requiresGrad: true, generator: generator),
      Tensor.randn([5], dtype: .float64, requiresGrad: true, generator: generator),
      Tensor.randn([2], requiresGrad: true, generator: generator),
    ]
  }

  /// The last parameter never gets a gradient.
  private func train(_ optimizer: Optimizer, _ parameters: [Tensor], steps: Int) {
    for _ in 0..<steps {
      for parameter in parameters.dropLast() { parameter.grad = Tensor(parameter.array.sin() + 1) }
      optimizer.step()
    }
  }

  @Test(arguments: [false, true]) func resumesBitForBit(isAdaptive: Bool) throws {
    func make(_ p: [Tensor], lr: Double) -> Optimizer {
      isAdaptive ? Adaptive(p, lr: lr) : Heavy(p, lr: lr)
    }
    let whole = parameters()
    let optimizer = make(whole, lr: 0.1)
    train(optimizer, whole, steps: 3)
    let state = optimizer.stateDict
    let names = isAdaptive ? ["mean", "square"] : ["velocity"]
    let arrays = names.flatMap { ["0.\($0)", "1.\($0)"] }
    #expect(
      Set(state.keys)
        == Set(
          arrays + ["0.step", "1.step", "2.step", "param_groups.0.lr", "param_groups.0.params"]))
    #expect(state["0.step"] == NDArray(scalar: 3) && state["2.step"] == NDArray(scalar: 0))
    let resumed = whole.map { Tensor($0.array, requiresGrad: true) }
    let second = make(resumed, lr: 7)
    try second.load(state)
    #expect(second.stateDict == state)
    train(optimizer, whole, steps: 3)
    train(second, resumed, steps: 3)
    #expect(whole.map(\.array) == resumed.map(\.array))
    #expect(second.stateDict == optimizer.stateDict)
  }

  /// Notes what it sees: steps from 1, and zeros of the parameter's shape and type.
  private final class Watching: Heavy {
    var seen: [(step: Int, isNew: Bool, array: NDArray)] = []

    override func update(
      _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
    ) {
      seen.append((state.step, state.isNew("velocity"), state["velocity"]))
      state["velocity"] = gradient
    }
  }

  @Test func stepsCountFromOneAndArraysBeginAsZeros() throws {
    let x = Tensor(NDArray([[1, 2, 3], [4, 5, 6]] as [[Double]]).T, requiresGrad: true)
    let rule = Watching([x], lr: 1)
    x.grad = .ones(3, 2, dtype: .float64)
    rule.step()
    x.grad = nil
    rule.step()
    x.grad = .ones(3, 2, dtype: .float64)
    rule.step()
    #expect(rule.seen.map(\.step) == [1, 2])
    #expect(rule.seen.map(\.isNew) == [true, false])
    #expect(
      rule.seen.map(\.array) == [
        .zeros([3, 2], dtype: .float64), .ones([3, 2], dtype: .float64),
      ])
    let next = Watching([x], lr: 1)
    try next.load(rule.stateDict)
    next.step()
    #expect(next.seen[0].step == 3 && !next.seen[0].isNew)
  }

  // MARK: - Arrays that not every group uses

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

  // MARK: - Mistakes

  private final class Unknown: Heavy {
    override func update(
      _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
    ) {
      parameter = state["speed"]
    }
  }

  private final class Misshapen: Heavy {
    override func update(
      _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
    ) {
      state["velocity"] = gradient.sum()
    }
  }

  static let mistakes: [Mistake] = [
    Mistake("no array 'speed' is kept here; there are [\"velocity\"]") {
      step { Unknown($0, lr: 1) }
    },
    Mistake("'velocity' is float32 [2], as its parameter; float32 [] was assigned") {
      step { Misshapen($0, lr: 1) }
    },
  ]

  private static func step(_ make: ([Tensor]) -> Optimizer) {
    let x = Tensor([1, 2], requiresGrad: true)
    x.grad = .ones(2)
    make([x]).step()
  }

  @Test(arguments: mistakes.indices) func traps(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      OwnRuleTests.mistakes[index].body()
    }
    #expect(result.says(OwnRuleTests.mistakes[index].expected))
  }
}
