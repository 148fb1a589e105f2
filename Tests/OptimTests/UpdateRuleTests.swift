import Autograd
import Optim
import Tensor
import TestSupport
import Testing

/// One of the runs that Tests/Fixtures/make_fixtures.py recorded: five steps on two parameters.
struct RecordedRun: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable ([Tensor]) -> Optimizer

  init(_ name: String, _ make: @escaping @Sendable ([Tensor]) -> Optimizer) {
    self.name = name
    self.make = make
  }

  var testDescription: String { name }
}

@Suite struct UpdateRuleTests {
  static let runs: [RecordedRun] = [
    RecordedRun("sgd_plain") { SGD($0, lr: 0.1) },
    RecordedRun("sgd_default_lr") { SGD($0) },
    RecordedRun("sgd_momentum") { SGD($0, lr: 0.1, momentum: 0.9) },
    RecordedRun("sgd_dampening") { SGD($0, lr: 0.1, momentum: 0.9, dampening: 0.3) },
    RecordedRun("sgd_nesterov") { SGD($0, lr: 0.1, momentum: 0.9, nesterov: true) },
    RecordedRun("sgd_weight_decay") { SGD($0, lr: 0.1, weightDecay: 0.05) },
    RecordedRun("sgd_maximize") { SGD($0, lr: 0.1, maximize: true) },
    RecordedRun("sgd_momentum_weight_decay") {
      SGD($0, lr: 0.1, momentum: 0.9, weightDecay: 0.05)
    },
    RecordedRun("sgd_nesterov_weight_decay_maximize") {
      SGD($0, lr: 0.05, momentum: 0.8, weightDecay: 0.02, nesterov: true, maximize: true)
    },
    RecordedRun("sgd_dampening_weight_decay_maximize") {
      SGD($0, lr: 0.05, momentum: 0.8, dampening: 0.5, weightDecay: 0.02, maximize: true)
    },
    RecordedRun("adamw_default") { AdamW($0) },
    RecordedRun("adamw_no_decay") { AdamW($0, lr: 0.01, weightDecay: 0) },
    RecordedRun("adamw_decay") { AdamW($0, lr: 0.01, weightDecay: 0.2) },
    RecordedRun("adamw_betas") { AdamW($0, lr: 0.01, betas: (0.8, 0.95), eps: 1e-6) },
    RecordedRun("adamw_maximize") { AdamW($0, lr: 0.01, maximize: true) },
  ]

  @Test(arguments: runs, ["f32", "f64"])
  func follows(run: RecordedRun, type: String) throws { try replay(run, type) }

  static let runsWithGaps: [RecordedRun] = [
    RecordedRun("sgd_absent_gradients") { SGD($0, lr: 0.1, momentum: 0.9, dampening: 0.3) },
    RecordedRun("adamw_absent_gradients") { AdamW($0, lr: 0.01) },
  ]

  @Test(arguments: runsWithGaps)
  func skipsAbsentGradients(run: RecordedRun) throws { try replay(run, "f64") }

  private func replay(_ run: RecordedRun, _ type: String) throws {
    let arrays = try fixture("optim")
    func recorded(_ name: String) throws -> NDArray {
      try #require(arrays["\(run.name)/\(type)/\(name)"])
    }
    let present = arrays["\(run.name)/\(type)/present"]
    let parameters = try (0..<2).map { Tensor(try recorded("initial_\($0)"), requiresGrad: true) }
    let optimizer = run.make(parameters)
    for step in 0..<5 {
      for (k, parameter) in parameters.enumerated() {
        let isPresent = present.map { $0.select(0, step).select(0, k).item() == 1 } ?? true
        let gradients = try recorded("grads_\(k)")
        parameter.grad = isPresent ? Tensor(gradients.select(0, step)) : nil
      }
      optimizer.step()
      for (k, parameter) in parameters.enumerated() {
        let after = try recorded("after_\(k)").select(0, step)
        #expect(gap(parameter.array, after) == nil, "step \(step)")
      }
    }
  }

  @Test(arguments: [
    RecordedRun("SGD") { SGD($0, lr: 0.05) },
    RecordedRun("SGD, momentum") { SGD($0, lr: 0.02, momentum: 0.9) },
    RecordedRun("SGD, nesterov") { SGD($0, lr: 0.02, momentum: 0.9, nesterov: true) },
    RecordedRun("AdamW") { AdamW($0, lr: 0.05, weightDecay: 0) },
  ])
  func findsTheMinimumOfAQuadratic(run: RecordedRun) {
    let minimum = Tensor([1, -2, 3])
    let steepness = Tensor([1, 4, 10])
    let x = Tensor.zeros(3, requiresGrad: true)
    let optimizer = run.make([x])
    for _ in 0..<500 {
      optimizer.zeroGrad()
      let offset = x - minimum
      (steepness * offset * offset).sum().backward()
      optimizer.step()
    }
    #expect(difference(x.array, minimum.array, rtol: 1e-3) == nil)
  }
}
