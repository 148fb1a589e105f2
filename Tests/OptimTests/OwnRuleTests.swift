import ApusAutograd
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

/// The arrays that rules of one's own declare are made, counted, saved and loaded.
@Suite struct OwnRuleTests {
  @Test func keys() {
    let p = threeParameters()
    let rule = Adaptive(p, lr: 0.1)
    train(rule, p, steps: 3)
    let state = rule.stateDict
    let expected =
      ["mean", "square"].flatMap { ["0.\($0)", "1.\($0)"] }
      + ["0.step", "1.step", "2.step", "param_groups.0.lr", "param_groups.0.params"]
    #expect(Set(state.keys) == Set(expected))
    #expect(state["0.step"] == NDArray(scalar: 3) && state["2.step"] == NDArray(scalar: 0))
  }

  /// Notes what it sees: steps from 1, and zeros of the parameter's shape and type.
  private final class Watching: OwnRule {
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

  // MARK: - Mistakes

  private final class Unknown: OwnRule {
    override func update(
      _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
    ) {
      parameter = state["speed"]
    }
  }

  private final class Misshapen: OwnRule {
    override func update(
      _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
    ) {
      state["velocity"] = gradient.sum()
    }
  }

  /// Uses the optimizer inside `update`.
  private final class Meddling: OwnRule {
    var meddle: (Optimizer) -> Void = { _ in }

    convenience init(_ parameters: [Tensor], _ meddle: @escaping (Optimizer) -> Void) {
      self.init(parameters, lr: 1)
      self.meddle = meddle
    }

    override func update(
      _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
    ) {
      meddle(self)
    }
  }

  static let mistakes: [Mistake] = [
    Mistake("no array 'speed' is kept here; there are [\"velocity\"]") {
      step { Unknown($0, lr: 1) }
    },
    Mistake("'velocity' is float32 [2], as its parameter; float32 [] was assigned") {
      step { Misshapen($0, lr: 1) }
    },
    Mistake("Meddling: stateDict was used inside update, which is changing the state") {
      step { Meddling($0) { _ = $0.stateDict } }
    },
    Mistake("Meddling: load was used inside update") {
      step { Meddling($0) { try? $0.load([:]) } }
    },
    Mistake("Meddling: step was used inside update") { step { Meddling($0) { $0.step() } } },
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
