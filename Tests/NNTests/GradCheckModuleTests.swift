import ApusAutograd
import ApusGradCheck
import ApusNN
import ApusTensor
import ApusTestSupport
import Testing

/// The check of a module's parameters by their names.
@Suite(.ownRandomNumbers) struct GradCheckModuleTests {
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
    let isAssigned: Bool

    init(assigned: Bool) { isAssigned = assigned }

    func callAsFunction(_ x: Tensor) -> Tensor {
      let next = mean.detach() * 0.9 + x.detach() * 0.1
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
  }

  /// A graph that read a buffer can still be differentiated.
  @Test func buffersKeepTheirVersion() throws {
    let module = Running(assigned: false)
    let x = Tensor([3, 4] as [Double], requiresGrad: true)
    let loss = (x * module.mean).sum()
    try gradCheck(module, [x]) { module($0[0]) }
    loss.backward()
    #expect(x.grad!.array == module.mean.array)
  }

  /// A result that was recorded during the check never fits a value that the buffer gets later.
  @Test func graphsFromWithinStayOutdated() async {
    await #expect(processExitsWith: .failure) {
      let module = Running(assigned: false)
      var last = module.weight
      try gradCheck(module, [Tensor([3, 4] as [Double])]) {
        last = module.weight * module.mean
        return module($0[0])
      }
      for _ in 0..<100 { module.mean.update { $0 = $0 + 1 } }
      last.sum().backward()
    }
  }

  private final class Lazy: Module {
    @Parameter var weight = Tensor([0.5, 1.5] as [Double])
    @Buffer var last: Tensor?

    func callAsFunction(_ x: Tensor) -> Tensor {
      last = (last ?? x.detach()).reshape(1, 2)
      return x * weight
    }

    func forgetting(_ x: Tensor) -> Tensor {
      last = nil
      return x * weight
    }
  }

  @Test func buffersThatCannotBeRestored() {
    func failure(_ module: some Module, _ function: (Tensor) -> Tensor) -> GradCheckFailure? {
      #expect(throws: GradCheckFailure.self) {
        try gradCheck(module, [Tensor([3, 4] as [Double])]) { function($0[0]) }
      }
    }
    let (unset, other, forgetful) = (Lazy(), Lazy(), Lazy())
    for module in [other, forgetful] { module.last = Tensor([0, 0] as [Double]) }
    for (failure, text) in [
      (failure(unset, unset.callAsFunction), "buffer last was nil before the check"),
      (failure(forgetful, forgetful.forgetting), "buffer last has become nil"),
      (failure(other, other.callAsFunction), "it was float64 [2], and float64 [1, 2] was assigned"),
    ] {
      #expect(failure?.reason == .misuse)
      #expect(failure?.description.contains(text) == true, "\(failure?.description ?? "")")
    }
    // What is wrong with the derivative is said first.
    let wrong = failure(unset) { unset($0) + unset.weight.detach() }
    #expect(wrong?.reason == .independent || wrong?.reason == .mismatch)
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
