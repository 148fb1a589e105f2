import ApusAutograd
import ApusOptim
import ApusTensor
import Testing

@Suite struct ScheduleTests {
  private func optimizer(_ rates: Double...) -> SGD {
    SGD(rates.map { ParameterGroup([.zeros(1, requiresGrad: true)], lr: $0) })
  }

  private func rates(_ optimizer: Optimizer, _ schedule: Schedule, steps: Int) -> [[Double]] {
    [optimizer.groups.map(\.lr)]
      + (0..<steps).map { _ in
        schedule.step()
        return optimizer.groups.map(\.lr)
      }
  }

  @Test func stepLR() {
    let optimizer = optimizer(1, 8)
    let schedule = StepLR(optimizer, stepSize: 2, gamma: 0.5)
    #expect(
      rates(optimizer, schedule, steps: 5)
        == [[1, 8], [1, 8], [0.5, 4], [0.5, 4], [0.25, 2], [0.25, 2]])
    #expect(StepLR(optimizer, stepSize: 1).gamma == 0.1)
  }

  @Test func cosineAnnealingLR() {
    let optimizer = optimizer(1, 9)
    let schedule = CosineAnnealingLR(optimizer, tMax: 2, etaMin: 1)
    // Down, and up again.
    let found = rates(optimizer, schedule, steps: 4)
    for (found, expected) in zip(
      found, [[1, 9], [1, 5], [1, 1], [1, 5], [1, 9]] as [[Double]])
    {
      #expect(abs(found[1] - expected[1]) < 1e-15 && found[0] == expected[0])
    }
    let toZero = self.optimizer(0.3)
    #expect(rates(toZero, CosineAnnealingLR(toZero, tMax: 7), steps: 7).last == [0])
  }

  // MARK: - Checkpoints

  @Test func keysArePyTorchs() {
    let state = StepLR(optimizer(0.5), stepSize: 3).stateDict
    #expect(
      state == [
        "last_epoch": NDArray(scalar: 0), "base_lrs": NDArray([0.5] as [Double]),
        "step_size": NDArray(scalar: 3), "gamma": NDArray(scalar: 0.1),
      ])
    let cosine = CosineAnnealingLR(optimizer(1), tMax: 3).stateDict
    #expect(cosine["T_max"] == NDArray(scalar: 3) && cosine["eta_min"] == NDArray(scalar: 0.0))
  }

  /// The optimizer's state, loaded before, has a rate that is no base rate.
  @Test(arguments: [true, false]) func resumes(optimizerFirst: Bool) throws {
    func make(_ optimizer: Optimizer, _ isCosine: Bool) -> Schedule {
      isCosine ? CosineAnnealingLR(optimizer, tMax: 5) : StepLR(optimizer, stepSize: 2)
    }
    for isCosine in [true, false] {
      let whole = optimizer(1, 8)
      let schedule = make(whole, isCosine)
      for _ in 0..<3 { schedule.step() }
      let resumed = optimizer(1, 8)
      if optimizerFirst { try resumed.load(whole.stateDict) }
      let second = make(resumed, isCosine)
      if !optimizerFirst { try resumed.load(whole.stateDict) }
      try second.load(schedule.stateDict)
      #expect(second.position == 3 && second.stateDict == schedule.stateDict)
      #expect(rates(resumed, second, steps: 4) == rates(whole, schedule, steps: 4))
    }
  }

  @Test func refusesAnotherSchedulesState() {
    let optimizer = optimizer(1)
    let schedule = StepLR(optimizer, stepSize: 2)
    schedule.step()
    func refuses(_ change: [String: NDArray?], _ lines: String...) {
      var state = schedule.stateDict
      for (key, value) in change { state[key] = value }
      let error = #expect(throws: OptimizerStateError.self) { try schedule.load(state) }
      #expect(
        error?.description
          == (["the state does not fit StepLR:"] + lines).joined(separator: "\n  "))
      #expect(schedule.position == 1 && optimizer.groups[0].lr == 1)
    }
    refuses(["step_size": NDArray(scalar: 3)], "step_size: 3 is stored, 2 belongs there")
    refuses(["gamma": NDArray(scalar: 0.5)], "gamma: 0.5 is stored, 0.1 belongs there")
    refuses(["last_epoch": NDArray(scalar: -1)], "last_epoch: -1 is not from 0 upwards")
    refuses(
      ["T_max": NDArray(scalar: 3), "gamma": nil], "missing keys: gamma", "unexpected keys: T_max")
    refuses(
      ["base_lrs": NDArray([1, 2] as [Double])],
      "base_lrs: float64 [2] is stored, float64 [1] belongs there")
    refuses(
      ["base_lrs": NDArray([-1] as [Double])],
      "base_lrs: lr must be a finite number that is not negative, got -1.0")
  }

  // MARK: - Of one's own

  private final class InverseRoot: Schedule {
    override func rate(at step: Int, base: Double) -> Double {
      base / Double(step + 1).squareRoot()
    }
  }

  private final class Cooling: Schedule {
    override var stepLimit: Int? { 4 }

    override func rate(at step: Int, base: Double) -> Double { base * 2 }

    override func adjust(_ group: ParameterGroup, at step: Int, base: Double) {
      super.adjust(group, at: step, base: base)
      group.weightDecay = 1 - Double(step) / 4
    }
  }

  @Test func ofOnesOwn() throws {
    let optimizer = optimizer(6)
    let schedule = InverseRoot(optimizer)
    #expect(optimizer.groups[0].lr == 6)
    for _ in 0..<3 { schedule.step() }
    #expect(optimizer.groups[0].lr == 3)
    // A rate that is assigned does not last; a group that joins brings its own base.
    optimizer.groups[0].lr = 100
    optimizer.addGroup(ParameterGroup([.zeros(1, requiresGrad: true)], lr: 30))
    for _ in 0..<5 { schedule.step() }
    #expect(optimizer.groups.map(\.lr) == [2, 10])
  }

  @Test func whatItChangesBesides() throws {
    let optimizer = optimizer(1)
    let schedule = Cooling(optimizer)
    for _ in 0..<3 { schedule.step() }
    #expect(optimizer.groups[0].lr == 2 && optimizer.groups[0].weightDecay == 0.25)
    var state = schedule.stateDict
    #expect(state.keys.sorted() == ["base_lrs", "last_epoch"])
    schedule.step()
    try schedule.load(state)
    #expect(optimizer.groups[0].weightDecay == 0.25)
    state["last_epoch"] = NDArray(scalar: 5)
    let error = #expect(throws: OptimizerStateError.self) { try schedule.load(state) }
    #expect(error?.unfit == ["last_epoch: 5 is not from 0 to 4"])
  }
}
