import ApusAutograd
import ApusOptim
import ApusTensor
import Testing

@Suite struct OptimizerStateTests {
  static let rules = Rule.all + [Rule("of one's own") { Adaptive($0, lr: 0.1) }]

  @Test(arguments: rules) func aResumedRunIsTheSameRun(rule: Rule) throws {
    let whole = threeParameters()
    let optimizer = rule.make(whole)
    train(optimizer, whole, steps: 2)
    optimizer.groups[0].lr = 0.03
    let state = optimizer.stateDict
    let resumed = whole.map { Tensor($0.array, requiresGrad: true) }
    let second = rule.make(resumed)
    try second.load(state)
    #expect(second.stateDict == state)
    #expect(second.groups[0].lr == 0.03)
    train(optimizer, whole, steps: 3)
    train(second, resumed, steps: 3)
    #expect(whole.map(\.array) == resumed.map(\.array))
    #expect(second.stateDict == optimizer.stateDict)
  }

  @Test func keys() {
    let p = threeParameters()
    let sgd = SGD([ParameterGroup([p[0]]), ParameterGroup([p[1], p[2]])], momentum: 0.9)
    train(sgd, p, steps: 2)
    let options = [
      "params", "lr", "momentum", "dampening", "weight_decay", "nesterov", "maximize",
    ]
    let expected =
      ["0.step", "0.momentum_buffer", "1.step", "1.momentum_buffer", "2.step"]
      + options.map { "param_groups.0.\($0)" } + options.map { "param_groups.1.\($0)" }
    #expect(Set(sgd.stateDict.keys) == Set(expected))
    #expect(sgd.stateDict["param_groups.1.params"] == NDArray([1, 2]))
    #expect(sgd.stateDict["param_groups.1.momentum"] == NDArray(scalar: 0.9))
    #expect(sgd.stateDict["1.step"] == NDArray(scalar: 2))
    #expect(sgd.stateDict["2.step"] == NDArray(scalar: 0))
    let adamW = AdamW(p)
    train(adamW, p, steps: 1)
    #expect(adamW.stateDict["0.exp_avg"]?.shape == [3, 4])
    #expect(adamW.stateDict["1.exp_avg_sq"]?.dtype == .float64)
    #expect(adamW.stateDict["param_groups.0.beta2"] == NDArray(scalar: 0.999))
  }

  /// What is done to a good state, and what the error then says.
  static let damages: [(change: [String: NDArray?], lines: [String])] = [
    (["0.momentum_buffer": nil], ["missing keys: 0.momentum_buffer"]),
    (["1.step": nil], ["missing keys: 1.step"]),
    (
      ["0.momentum_buffer": NDArray([] as [Float])],
      ["0.momentum_buffer: float32 [0] is stored, float32 [3, 4] belongs there"]
    ),
    (
      ["param_groups.0.lr": nil, "param_groups.0.params": nil],
      ["missing keys: param_groups.0.params, param_groups.0.lr"]
    ),
    (
      ["2.momentum_buffer": NDArray([0, 0] as [Float]), "3.step": NDArray(scalar: 0)],
      ["unexpected keys: 2.momentum_buffer, 3.step"]
    ),
    (
      ["0.momentum_buffer": NDArray.zeros([4, 3]), "1.momentum_buffer": NDArray.zeros([5])],
      [
        "0.momentum_buffer: float32 [4, 3] is stored, float32 [3, 4] belongs there",
        "1.momentum_buffer: float32 [5] is stored, float64 [5] belongs there",
      ]
    ),
    (["0.step": NDArray(scalar: -1)], ["0.step: is no number of updates, -1"]),
    (["0.step": NDArray(scalar: Int.max)], ["0.step: is no number of updates, \(Int.max)"]),
    (
      ["param_groups.0.params": NDArray([0, 2, 1])],
      ["param_groups.0.params: the groups hold other parameters"]
    ),
    (
      ["param_groups.0.lr": NDArray(scalar: -1.0)],
      ["param_groups.0: lr must be a finite number that is not negative, got -1.0"]
    ),
    (
      ["param_groups.0.maximize": NDArray(scalar: 0.5)],
      ["param_groups.0: maximize must be 0 or 1, got 0.5"]
    ),
    (
      ["param_groups.0.nesterov": NDArray(scalar: 1.0)],
      ["param_groups.0: nesterov needs momentum above 0 and no dampening"]
    ),
  ]

  @Test(arguments: damages.indices) func damagedStateIsRefused(index: Int) throws {
    let damage = OptimizerStateTests.damages[index]
    let p = threeParameters()
    let sgd = SGD(p, lr: 0.1, momentum: 0.9, dampening: 0.5)
    train(sgd, p, steps: 1)
    var damaged = sgd.stateDict
    for (key, value) in damage.change { damaged[key] = value }
    train(sgd, p, steps: 1)
    sgd.groups[0].lr = 0.2
    let before = sgd.stateDict
    let error = #expect(throws: OptimizerStateError.self) { try sgd.load(damaged) }
    #expect(
      error?.description
        == (["the state does not fit SGD:"] + damage.lines).joined(separator: "\n  "))
    #expect(sgd.stateDict == before)
  }

  @Test func theStateOfAnotherRuleIsRefused() {
    let p = threeParameters()
    let adamW = AdamW(p)
    let error = #expect(throws: OptimizerStateError.self) { try adamW.load(SGD(p).stateDict) }
    #expect(error?.owner == "AdamW")
    func keys(_ options: String...) -> [String] { options.map { "param_groups.0.\($0)" } }
    #expect(error?.missing == keys("beta1", "beta2", "eps"))
    #expect(error?.unexpected == keys("dampening", "momentum", "nesterov"))
    #expect(error?.unfit == [])
  }
}
