import ApusAutograd
import ApusOptim
import ApusTensor
import Testing

@Suite struct AdamTests {
  private func parameter(_ value: Double = 4, gradient: Double = 0) -> Tensor {
    let x = Tensor(scalar: value, dtype: .float64, requiresGrad: true)
    x.grad = Tensor(scalar: gradient, dtype: .float64)
    return x
  }

  @Test func defaultsArePyTorchs() {
    let group = Adam([parameter()]).groups[0]
    #expect([group.lr, group.betas.0, group.betas.1] == [1e-3, 0.9, 0.999])
    #expect([group.eps, group.weightDecay] == [1e-8, 0])
    #expect(!group.maximize)
  }

  /// Adam's decay of 4 / 2 is all of the gradient: m = 1 and v = 1 become 2 and 4, and a step of 0.5 * 2 / 2.
  /// AdamW's shrinks the parameter by 0.5 * 0.5 and leaves the means at 0.
  @Test func decayIsAddedToTheGradientOrNot() {
    let (a, b) = (parameter(), parameter())
    let adam = Adam([a], lr: 0.5, betas: (0.5, 0.75), eps: 0, weightDecay: 0.5)
    let adamW = AdamW([b], lr: 0.5, betas: (0.5, 0.75), weightDecay: 0.5)
    adam.step()
    adamW.step()
    #expect(a.item() == 3.5 && b.item() == 3)
    #expect(adam.stateDict["0.exp_avg"] == NDArray(scalar: 1.0))
    #expect(adam.stateDict["0.exp_avg_sq"] == NDArray(scalar: 1.0))
    #expect(adamW.stateDict["0.exp_avg"] == NDArray(scalar: 0.0))
  }

  @Test func groupsHaveOptionsOfTheirOwn() {
    let (a, b) = (parameter(gradient: 2), parameter(gradient: 2))
    let adam = Adam(
      [ParameterGroup([a], maximize: true), ParameterGroup([b], betas: (0.25, 0.5))], lr: 0.5,
      betas: (0.5, 0.75), eps: 0)
    adam.step()
    #expect(a.item() == 4.5 && b.item() == 3.5)
    #expect(adam.groups.map(\.betas.1) == [0.75, 0.5])
  }

  @Test func keysArePyTorchs() {
    let adam = Adam([parameter()])
    adam.step()
    let options = ["params", "lr", "beta1", "beta2", "eps", "weight_decay", "maximize"]
    #expect(
      Set(adam.stateDict.keys)
        == Set(["0.step", "0.exp_avg", "0.exp_avg_sq"] + options.map { "param_groups.0.\($0)" }))
  }

  /// As in PyTorch.
  @Test func anAdamWIsAnAdam() throws {
    let optimizer: Adam = AdamW([parameter()])
    #expect(optimizer.groups[0].weightDecay == 1e-2)
    try optimizer.load(Adam([parameter()]).stateDict)
    #expect(optimizer.groups[0].weightDecay == 0)
  }
}
