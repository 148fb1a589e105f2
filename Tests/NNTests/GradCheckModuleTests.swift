import Autograd
import NN
import Tensor
import Testing

/// The check of a module's parameters by their names.
@Suite struct GradCheckModuleTests {
  private let linear = Linear(3, 2, dtype: .float64)
  private let input = Tensor.randn(4, 3, dtype: .float64, generator: Generator(seed: 1))

  @Test func aFailureNamesTheParameter() {
    let failure = #expect(throws: GradCheckFailure.self) {
      try gradCheck(linear) { linear(input) + linear.bias!.detach() }
    }
    #expect(failure?.worst?.name == "parameter bias")
    #expect(failure?.description.contains("the gradient of parameter bias is wrong") == true)
    #expect(failure?.description.contains("weight") == false)
  }

  @Test func everythingStaysAsItWas() throws {
    let before = linear.parameters.map(\.array)
    let gradient = Tensor.ones(2, 3, dtype: .float64)
    linear.weight.grad = gradient
    try gradCheck(linear, order: 2) { linear(input).tanh() }
    #expect(linear.parameters.map(\.array) == before)
    #expect(linear.parameters.map(\.array.address) == before.map(\.address))
    #expect(linear.weight.grad === gradient && linear.bias!.grad == nil)
  }

  /// How the gradient of a weight changes with the input is seen only where both are checked together.
  @Test func parametersAndInputsTogether() throws {
    try gradCheck(linear, [input], order: 2) { linear($0[0]).tanh() }
    let failure = #expect(throws: GradCheckFailure.self) {
      try gradCheck(linear, [input], order: 2) { inputs in
        let (x, weight) = (inputs[0], linear.weight)
        return Tensor.primitive(of: x, weight, value: { $0.matmul($1.T) }) { g, x, weight, _ in
          (g.matmul(weight.detach()), g.T.matmul(x))
        } + linear.bias!
      }
    }
    #expect(failure?.order == 2)
    #expect(failure?.worst?.name == "parameter weight")
  }

  /// Running means, assigned anew at each call or changed in place.
  private final class Running: Module {
    @Parameter var weight = Tensor([0.5, 1.5] as [Double])
    @Buffer var mean = Tensor([0, 0] as [Double])
    let isAssigned: Bool, isDetached: Bool

    init(assigned: Bool, detached: Bool = true) {
      (isAssigned, isDetached) = (assigned, detached)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let next = mean.detach() * 0.9 + (isDetached ? x.detach() : x) * 0.1
      if isAssigned { mean = next } else { mean.update { $0 = next.array } }
      return x * weight
    }
  }

  @Test func buffersThatChangeAreRestored() throws {
    let x = Tensor([3, 4] as [Double])
    for isAssigned in [false, true] {
      let module = Running(assigned: isAssigned)
      try gradCheck(module, [x], order: 2) { module($0[0]) }
      #expect(module.mean.array == NDArray([0.0, 0.0]))
    }
    let module = Running(assigned: true, detached: false)
    let failure = #expect(throws: GradCheckFailure.self) {
      try gradCheck(module, [x]) { module($0[0]) }
    }
    #expect(failure?.reason == .misuse)
    #expect(failure?.description.contains("buffer mean has become part of a graph") == true)
  }

  @Test func frozenModules() {
    for parameter in linear.parameters { parameter.requiresGrad = false }
    let failure = #expect(throws: GradCheckFailure.self) { try gradCheck(linear) { linear(input) } }
    #expect(failure?.reason == .misuse)
  }

  @Test func frozenParametersAreLeftAlone() throws {
    linear.bias!.requiresGrad = false
    try gradCheck(linear) { linear(input) + linear.bias!.detach() }
  }

  /// In a process of its own, as it draws from the default generator.
  @Test func dropoutIsNotDeterministic() async {
    await #expect(processExitsWith: .success) {
      let (linear, dropout) = (Linear(3, 8, dtype: .float64), Dropout(p: 0.5))
      let input = Tensor.ones(4, 3, dtype: .float64)
      do {
        try gradCheck(linear) { dropout(linear(input)) }
        preconditionFailure("dropout passed")
      } catch let failure as GradCheckFailure {
        precondition(failure.reason == .notDeterministic)
      }
      dropout.eval()
      try gradCheck(linear) { dropout(linear(input)) }
    }
  }
}
