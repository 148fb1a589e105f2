import ApusAutograd
import ApusOptim
import ApusTensor
import Testing

@Suite struct ParameterGroupTests {
  /// A parameter of one element with the gradient 1.
  private func parameter(_ value: Double = 0) -> Tensor {
    let x = Tensor(scalar: value, dtype: .float64, requiresGrad: true)
    x.grad = Tensor(scalar: 1, dtype: .float64)
    return x
  }

  @Test func whatAGroupLeavesOpenIsTheOptimizers() {
    let (a, b) = (parameter(), parameter())
    let sgd = SGD(
      [
        ParameterGroup([a], lr: 0.5, weightDecay: 0.25, momentum: 0.5, nesterov: true),
        ParameterGroup([b], dampening: 0.125, maximize: true),
      ], lr: 2, momentum: 0.75)
    let (first, second) = (sgd.groups[0], sgd.groups[1])
    #expect(first.parameters[0] === a && second.parameters[0] === b)
    #expect([first.lr, first.weightDecay, first.momentum, first.dampening] == [0.5, 0.25, 0.5, 0])
    #expect(first.nesterov && !first.maximize)
    #expect([second.lr, second.weightDecay, second.momentum] == [2, 0, 0.75])
    #expect(second.dampening == 0.125 && !second.nesterov && second.maximize)
  }

  @Test func defaultsArePyTorchs() {
    let sgd = SGD([parameter()]).groups[0]
    #expect([sgd.lr, sgd.momentum, sgd.dampening, sgd.weightDecay] == [1e-3, 0, 0, 0])
    #expect(!sgd.nesterov && !sgd.maximize)
    let adamW = AdamW([parameter()]).groups[0]
    #expect([adamW.lr, adamW.betas.0, adamW.betas.1] == [1e-3, 0.9, 0.999])
    #expect([adamW.eps, adamW.weightDecay] == [1e-8, 1e-2])
    #expect(!adamW.maximize)
    #expect(adamW.has(.beta1) && !adamW.has(.momentum))
  }

  @Test func eachGroupHasItsOwnRate() {
    let (a, b) = (parameter(), parameter())
    let sgd = SGD([ParameterGroup([a], lr: 0.5), ParameterGroup([b])], lr: 2)
    sgd.step()
    #expect([a.item(), b.item()] == [-0.5, -2])
    sgd.groups[0].lr = 0.25
    sgd.groups[1].lr *= 2
    sgd.step()
    #expect([a.item(), b.item()] == [-0.75, -6])
  }

  @Test func aGroupHandedOverIsNotTheOptimizersOwn() {
    let given = ParameterGroup([parameter()], lr: 0.5)
    let sgd = SGD([given])
    given.lr = 7
    #expect(sgd.groups[0].lr == 0.5)
  }

  @Test func emptyGroupsAreFineBesidesOthers() {
    let a = parameter()
    let sgd = SGD([ParameterGroup([]), ParameterGroup([a])], lr: 1)
    sgd.step()
    #expect(a.item() == -1)
  }

  @Test func groupsCanBeAdded() {
    let (a, b) = (parameter(), parameter())
    let sgd = SGD([a], lr: 1, momentum: 0.5)
    sgd.step()
    sgd.addGroup(ParameterGroup([b], momentum: 0))
    sgd.step()
    #expect([a.item(), b.item()] == [-2.5, -1])
    #expect(sgd.groups[1].lr == 1)
  }

  @Test func zeroGradDropsTheGradients() {
    let (a, b) = (parameter(), parameter())
    AdamW([ParameterGroup([a]), ParameterGroup([b])]).zeroGrad()
    #expect(a.grad == nil && b.grad == nil)
  }

  @Test func frozenParametersStay() {
    let frozen = Tensor([1, 2])
    let a = parameter()
    SGD([frozen, a], lr: 1, weightDecay: 0.5).step()
    #expect(frozen.array == NDArray([1, 2] as [Float]))
    #expect(a.item() == -1)
  }

  @Test func momentumSwitchedOffKeepsItsBuffer() {
    // As PyTorch: the buffer rests and is taken up again.
    let a = parameter()
    let sgd = SGD([a], lr: 1, momentum: 0.5)
    sgd.step()
    sgd.groups[0].momentum = 0
    sgd.step()
    #expect(a.item() == -2)
    sgd.groups[0].momentum = 0.5
    sgd.step()
    #expect(a.item() == -3.5)
  }

  @Test func aRuleOfOnesOwn() {
    let a = parameter(5)
    let rule = Averaged([a], lr: 2, horizon: 4)
    rule.step()
    rule.step()
    #expect(a.item() == 5 - 2 * 0.25 - 2 * 0.4375)
    #expect(rule.stateDict["0.average"] == NDArray(scalar: 0.4375))
    #expect(rule.stateDict["param_groups.0.horizon"] == NDArray(scalar: 4.0))
  }
}

/// Goes along the running average of the gradients: a rule as a user would write it.
private final class Averaged: Optimizer {
  init(_ parameters: [Tensor], lr: Double, horizon: Double) {
    let defaults = ParameterGroup([], lr: lr)
    defaults[.horizon] = horizon
    super.init([ParameterGroup(parameters)], defaults: defaults)
  }

  override var stateNames: [String] { ["average"] }

  override func update(
    _ parameter: inout NDArray, gradient: NDArray, state: inout State, group: ParameterGroup
  ) {
    let average = state["average"]
    state["average"] = average + (gradient - average) / group[.horizon]
    parameter = parameter - state["average"] * group.lr
  }
}

extension ParameterGroup.Option {
  fileprivate static let horizon = ParameterGroup.Option(rawValue: "horizon")
}
