import ApusAutograd
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

@Suite struct OneCycleLRTests {
  private func optimizer(_ kind: String) -> Optimizer {
    let parameter = Tensor.zeros(1, requiresGrad: true)
    return kind == "SGD"
      ? SGD([parameter], lr: 1, momentum: 0.9) : AdamW([parameter], lr: 1)
  }

  @Test func theLastRateCanBeZero() {
    for strategy in [OneCycleLR.AnnealStrategy.cos, .linear] {
      let optimizer = optimizer("SGD")
      let schedule = OneCycleLR(
        optimizer, maxLR: 0.1, totalSteps: 20, annealStrategy: strategy, finalDivFactor: .infinity,
        cycleMomentum: false)
      for _ in 0..<19 { schedule.step() }
      #expect(optimizer.groups[0].lr == 0)
      schedule.step()
      #expect(optimizer.groups[0].lr >= 0)
    }
  }

  @Test func phasesWithoutLength() {
    // pctStart * totalSteps = 1: the peak is the first step. PyTorch divides by zero here.
    let optimizer = optimizer("AdamW")
    let schedule = OneCycleLR(optimizer, maxLR: 0.1, totalSteps: 10, pctStart: 0.1)
    #expect(optimizer.groups[0].lr == 0.1)
    #expect(optimizer.groups[0].betas.0 == 0.85)
    for _ in 0..<9 { schedule.step() }
    #expect(abs(optimizer.groups[0].lr / (0.1 / 25 / 1e4) - 1) < 1e-12)
    // pctStart 1: nothing but the rise.
    let rising = OneCycleLR(optimizer, maxLR: 0.1, totalSteps: 10, pctStart: 1)
    for _ in 0..<9 { rising.step() }
    #expect(optimizer.groups[0].lr == 0.1)
    rising.step()
    // pctStart 0: nothing but the fall; a single step.
    _ = OneCycleLR(optimizer, maxLR: 0.1, totalSteps: 1, pctStart: 0)
    #expect(optimizer.groups[0].lr.isFinite)
  }

  @Test func everyGroupFollows() {
    let (a, b) = (Tensor.zeros(1, requiresGrad: true), Tensor.zeros(1, requiresGrad: true))
    let optimizer = AdamW([ParameterGroup([a], weightDecay: 0), ParameterGroup([b], lr: 3)])
    _ = OneCycleLR(optimizer, maxLR: 1, totalSteps: 5, divFactor: 4)
    #expect(optimizer.groups.map(\.lr) == [0.25, 0.25])
    #expect(optimizer.groups.map(\.betas.0) == [0.95, 0.95])
    #expect(optimizer.groups.map(\.betas.1) == [0.999, 0.999])
  }

  @Test func resumes() throws {
    let first = optimizer("SGD")
    let schedule = OneCycleLR(first, maxLR: 0.1, totalSteps: 30)
    for _ in 0..<12 { schedule.step() }
    let second = optimizer("SGD")
    let resumed = OneCycleLR(second, maxLR: 0.1, totalSteps: 30)
    try resumed.load(schedule.stateDict)
    #expect(resumed.position == 12)
    #expect(second.groups[0].lr == first.groups[0].lr)
    #expect(second.groups[0].momentum == first.groups[0].momentum)
    schedule.step()
    resumed.step()
    #expect(second.groups[0].lr == first.groups[0].lr)
  }

  @Test func refusesTheStateOfAnotherSchedule() {
    let optimizer = optimizer("SGD")
    let schedule = OneCycleLR(optimizer, maxLR: 0.1, totalSteps: 30)
    let rate = optimizer.groups[0].lr
    func refuses(_ state: [String: NDArray], _ line: String) {
      let error = #expect(throws: OptimizerStateError.self) { try schedule.load(state) }
      #expect(error?.description == "the state does not fit OneCycleLR:\n  \(line)")
      #expect(optimizer.groups[0].lr == rate)
    }
    refuses(["total_steps": NDArray(scalar: 30)], "missing keys: last_epoch")
    refuses(
      ["total_steps": NDArray(scalar: 30), "last_epoch": NDArray(scalar: 31)],
      "last_epoch: 31 is not from 0 to 30")
    refuses(
      ["total_steps": NDArray(scalar: 31), "last_epoch": NDArray(scalar: 1)],
      "total_steps: 31 is stored, 30 belongs there")
    refuses(
      [
        "total_steps": NDArray(scalar: 30), "last_epoch": NDArray(scalar: 1),
        "max_lr": NDArray(scalar: 0.2),
      ],
      "max_lr: 0.2 is stored, 0.1 belongs there")
  }

  /// Version 0.1 wrote these two numbers.
  @Test func olderStates() throws {
    let optimizer = optimizer("SGD")
    let schedule = OneCycleLR(optimizer, maxLR: 0.1, totalSteps: 10, pctStart: 0.3)
    try schedule.load(["total_steps": NDArray(scalar: 10), "last_epoch": NDArray(scalar: 2)])
    #expect(schedule.position == 2 && optimizer.groups[0].lr == 0.1)
    // Also where a group has joined since.
    optimizer.addGroup(ParameterGroup([.zeros(1, requiresGrad: true)]))
    try schedule.load(["total_steps": NDArray(scalar: 10), "last_epoch": NDArray(scalar: 2)])
    #expect(optimizer.groups.map(\.lr) == [0.1, 0.1])
  }
}
