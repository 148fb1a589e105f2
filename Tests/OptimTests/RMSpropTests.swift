import ApusAutograd
import ApusOptim
import ApusTensor
import Testing

@Suite struct RMSpropTests {
  private func parameter(gradient: Double) -> Tensor {
    let x = Tensor(scalar: 0, dtype: .float64, requiresGrad: true)
    x.grad = Tensor(scalar: gradient, dtype: .float64)
    return x
  }

  @Test func defaultsArePyTorchs() {
    let group = RMSprop([parameter(gradient: 0)]).groups[0]
    #expect([group.lr, group.alpha, group.eps] == [1e-2, 0.99, 1e-8])
    #expect([group.weightDecay, group.momentum] == [0, 0])
    #expect(!group.centered && !group.maximize)
  }

  @Test func aStepAndOneByMomentumAlone() {
    let x = parameter(gradient: 4)
    let optimizer = RMSprop([x], lr: 0.25, alpha: 0.75, eps: 0, momentum: 0.5)
    // v = 16 / 4, d = 4 / 2.
    optimizer.step()
    #expect(x.item() == -0.5)
    x.grad = Tensor(scalar: 0, dtype: .float64)
    optimizer.step()
    #expect(x.item() == -0.75)
    #expect(optimizer.stateDict["0.square_avg"] == NDArray(scalar: 3.0))
    #expect(optimizer.stateDict["0.momentum_buffer"] == NDArray(scalar: 1.0))
  }

  @Test func centeredSubtractsTheSquareOfTheMean() {
    let x = parameter(gradient: 2)
    let optimizer = RMSprop([x], lr: 0.5, alpha: 0.5, eps: 1, centered: true)
    // v = 2, m = 1, d = 2 / (1 + 1).
    optimizer.step()
    #expect(x.item() == -0.5)
    #expect(optimizer.stateDict["0.grad_avg"] == NDArray(scalar: 1.0))
  }

  @Test func groupsHaveOptionsOfTheirOwn() {
    let (a, b) = (parameter(gradient: 4), parameter(gradient: 4))
    let optimizer = RMSprop(
      [ParameterGroup([a], maximize: true) { $0.alpha = 0 }, ParameterGroup([b], lr: 1)],
      lr: 0.25, alpha: 0.75, eps: 0)
    optimizer.step()
    #expect(a.item() == 0.25 && b.item() == -2)
    #expect(optimizer.groups.map(\.alpha) == [0, 0.75])
  }

  @Test func onlyTheArraysThatAreUsedAreKept() throws {
    let x = parameter(gradient: 1)
    let optimizer = RMSprop([x], centered: true)
    optimizer.step()
    let options = [
      "params", "lr", "alpha", "eps", "weight_decay", "momentum", "centered", "maximize",
    ]
    #expect(
      Set(optimizer.stateDict.keys)
        == Set(["0.step", "0.square_avg", "0.grad_avg"] + options.map { "param_groups.0.\($0)" }))
    // An array that begins later stands in its place all the same.
    optimizer.groups[0].momentum = 0.5
    optimizer.groups[0].centered = false
    let next = RMSprop([x])
    try next.load(optimizer.stateDict)
    optimizer.step()
    let value = x.array
    x.update { $0 = value }
    next.step()
    #expect(optimizer.stateDict == next.stateDict)
    #expect(next.stateDict["0.grad_avg"] != nil && next.stateDict["0.momentum_buffer"] != nil)
  }
}
