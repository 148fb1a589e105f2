import ApusAutograd
import ApusOptim
import ApusTensor
import Testing

@Suite struct AdadeltaTests {
  private func parameter() -> Tensor {
    let x = Tensor(scalar: 0, dtype: .float64, requiresGrad: true)
    x.grad = Tensor(scalar: 2, dtype: .float64)
    return x
  }

  @Test func defaultsArePyTorchs() {
    let group = Adadelta([parameter()]).groups[0]
    #expect([group.lr, group.rho, group.eps, group.weightDecay] == [1, 0.9, 1e-6, 0])
    #expect(!group.maximize)
  }

  @Test func aStep() {
    let x = parameter()
    let optimizer = Adadelta([x], lr: 0.5, rho: 0.25, eps: 1)
    // v = 3, d = sqrt(0 + 1) / sqrt(3 + 1) * 2.
    optimizer.step()
    #expect(x.item() == -0.5)
    #expect(optimizer.stateDict["0.square_avg"] == NDArray(scalar: 3.0))
    #expect(optimizer.stateDict["0.acc_delta"] == NDArray(scalar: 0.75))
  }

  @Test func groupsHaveOptionsOfTheirOwn() {
    let (a, b) = (parameter(), parameter())
    let optimizer = Adadelta(
      [ParameterGroup([a], maximize: true), ParameterGroup([b]) { $0.rho = 1 }], rho: 0.25, eps: 1)
    optimizer.step()
    // With rho 1 the means stay 0.
    #expect(a.item() == 1 && b.item() == -2)
    #expect(optimizer.groups.map(\.rho) == [0.25, 1])
  }

  @Test func keysArePyTorchs() {
    let optimizer = Adadelta([parameter()])
    optimizer.step()
    let options = ["params", "lr", "rho", "eps", "weight_decay", "maximize"]
    #expect(
      Set(optimizer.stateDict.keys)
        == Set(
          ["0.step", "0.square_avg", "0.acc_delta"] + options.map { "param_groups.0.\($0)" }))
  }
}
