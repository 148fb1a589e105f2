import Autograd
import Tensor
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// What else can be wrong with a check.
@Suite struct GradCheckReasonTests {
  @Test func notDeterministic() {
    let generator = Generator(seed: 1)
    let failure = failure {
      try gradCheck(Tensor(x)) { $0 * .rand(2, 3, dtype: .float64, generator: generator) }
    }
    #expect(failure?.reason == .notDeterministic)
    #expect(failure?.description.contains("two evaluations at the same values differ") == true)
  }

  @Test func derivativeNotDeterministic() {
    let generator = Generator(seed: 1)
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0 }) { g, _, _ in
          g * .rand(2, 3, dtype: .float64, generator: generator)
        }
      }
    }
    #expect(failure?.reason == .notDeterministic)
    #expect(failure?.description.contains("two backward runs") == true)
  }

  @Test func noDependence() {
    let outside = Tensor(x, requiresGrad: true)
    for function: (Tensor) -> Tensor in [{ $0.detach() }, { _ in outside * 2 }, { $0.argmax() }] {
      let failure = failure { try gradCheck(outside, function) }
      #expect(failure?.reason == .noDependence)
      #expect(failure?.description.contains("does not depend on any input") == true)
    }
  }

  @Test func notFinite() {
    let zero = Tensor([1.0, 0, 4] as [Double])
    let root = failure { try gradCheck(zero) { $0.sqrt() } }
    #expect(root?.reason == .notFinite)
    #expect(root?.description.contains("inf at [1], in 1 of 3 elements.") == true)
    let log = failure { try gradCheck(zero) { $0.log() } }
    #expect(log?.description.contains("the result is -inf at [1]") == true)
  }

  @Test func kink() {
    let failure = failure { try gradCheck(Tensor([1.0, 0, -1] as [Double])) { $0.relu().sum() } }
    #expect(failure?.reason == .mismatch)
    #expect(failure?.description.contains("wrong in 1 of 3 elements. Worst at [1]") == true)
    #expect(failure?.description.contains("has a kink there: its derivative is 0.0 ") == true)
    #expect(failure?.description.contains("from below and") == true)
  }

  /// Steps that reach over a kink nearby do not matter.
  @Test func nearAKink() throws {
    try gradCheck(Tensor([1e-6, -1e-6, 3e-7] as [Double])) { $0.relu() }
    try gradCheck(Tensor([1e-6, -2e-6] as [Double])) { $0.abs() }
  }

  @Test func outsideTheDomainAStepAway() {
    let failure = failure { try gradCheck(Tensor([1e-9] as [Double])) { $0.log() } }
    #expect(failure?.reason == .mismatch)
  }

  @Test func unsuitedSizes() throws {
    // Large values, strong curvature, and a small difference of large results.
    try gradCheck(Tensor([1e6, -3e5] as [Double]), order: 2) { ($0 * 1e-6).sin() }
    try gradCheck(Tensor([1e-3, 2e-3] as [Double]), order: 2) { $0.log() }
    try gradCheck(Tensor([0.5, 1.5] as [Double]), order: 2) { $0.pow(9).sum() + 1e8 }
  }
}

/// A check leaves everything as it was.
@Suite struct GradCheckManners {
  @Test func inputsStayAsTheyWere() throws {
    let input = Tensor(x, requiresGrad: true)
    let gradient = Tensor.ones(2, 3, dtype: .float64)
    input.grad = gradient
    let address = input.array.address
    try gradCheck(input, order: 2) { $0.exp() }
    #expect(input.grad === gradient && gradient.array == .ones([2, 3], dtype: .float64))
    #expect(input.array.address == address)
  }

  /// In a process of its own, as other tests draw from the default generator.
  @Test func theDefaultGeneratorIsLeftAlone() async {
    await #expect(processExitsWith: .success) {
      let state = Generator.default.state
      for mode in [GradCheckMode.fast, .automatic, .slow] {
        try gradCheck(Tensor([1.0, 2] as [Double]), order: 2, mode: mode) { $0.exp() }
      }
      precondition(Generator.default.state == state)
    }
  }

  @Test func leavesInPlaceHaveTheirValuesBack() throws {
    let weight = Tensor(x, requiresGrad: true)
    let address = weight.array.address
    let options = GradCheckOptions(order: 2, eps: 1e-6, atol: 1e-7, rtol: 1e-6, mode: .automatic)
    try gradCheck(inPlace: [("weight", weight)], options) { (weight * weight).sum() }
    #expect(weight.array == x && weight.array.address == address && weight.grad == nil)
    let failure = failure {
      try gradCheck(inPlace: [("weight", weight)], options) { weight.detach() * 2 }
    }
    #expect(failure?.description.contains("leads from it to weight.") == true)
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try gradCheck(inPlace: [("weight", weight)], options) { throw Stop() }
    }
    #expect(weight.array == x)
  }

  @Test func graphsThatTheFunctionTakesFromElsewhereSurvive() throws {
    let outside = Tensor(x, requiresGrad: true)
    let scale = outside.exp()
    try gradCheck(Tensor(x), order: 2) { $0 * scale }
    (scale * 2).sum().backward()
    #expect(outside.grad != nil)
  }

  @Test func worksInsideNoGrad() throws {
    try noGrad { try gradCheck(Tensor(x), order: 2) { $0.exp() } }
  }

  /// A function may differentiate by itself.
  @Test func gradientsInside() throws {
    try gradCheck(Tensor(x), order: 2) { x in
      let inner = Tensor(x.array, requiresGrad: true) + x - x.detach()
      return grad(of: inner.pow(4).sum(), wrt: [inner], createGraph: true)[0]
    }
  }

  @Test func inputsNeedNotBeLeaves() throws {
    let leaf = Tensor(x, requiresGrad: true)
    try gradCheck([leaf * 2, leaf.exp()]) { $0[0] * $0[1] }
  }
}
