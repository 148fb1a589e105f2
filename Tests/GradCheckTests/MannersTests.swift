import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// A check leaves everything as it was.
@Suite(.ownRandomNumbers) struct GradCheckMannersTests {
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
    try gradCheck(captured: ["weight": weight], order: 2) { (weight * weight).sum() }
    #expect(weight.array == x && weight.array.address == address && weight.grad == nil)
    let failure = failure {
      try gradCheck(captured: ["weight": weight]) { weight.detach() * 2 }
    }
    #expect(failure?.description.contains("leads from it to weight;") == true)
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try gradCheck(captured: ["weight": weight]) { throw Stop() }
    }
    #expect(weight.array == x)
  }

  /// Versions are restored with the values: this graph still belongs to them.
  @Test func graphsFromBeforeCanStillBeDifferentiated() throws {
    let weight = Tensor(x, requiresGrad: true)
    let loss = (weight * weight).sum()
    try gradCheck(captured: ["weight": weight], order: 2) { weight.exp() }
    loss.backward()
    #expect(weight.grad!.array == x * 2)
  }

  /// Tied weights: one leaf under two names is moved once.
  @Test func aLeafThatIsListedTwice() throws {
    let weight = Tensor(x, requiresGrad: true)
    let summary = try gradCheck(captured: ["encoder": weight, "decoder": weight]) {
      weight * weight
    }
    #expect(summary.entryCount == 36)
  }

  @Test func graphsThatTheFunctionTakesFromElsewhereSurvive() throws {
    let outside = Tensor(x, requiresGrad: true)
    let scale = outside.exp()
    try gradCheck(Tensor(x), order: 2) { $0 * scale }
    (scale * 2).sum().backward()
    #expect(outside.grad != nil)
  }

  @Test func worksInsideNoGrad() throws {
    _ = try noGrad { try gradCheck(Tensor(x), order: 2) { $0.exp() } }
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

  /// A result that was recorded during the check never fits a value of the leaf that an update made.
  @Test func graphsFromWithinStayOutdated() async throws {
    await #expect(processExitsWith: .failure) {
      let weight = Tensor([1.0, 2] as [Double], requiresGrad: true)
      var last = weight
      try gradCheck(captured: ["weight": weight]) {
        last = weight * weight
        return last
      }
      for _ in 0..<100 { weight.update { $0 = $0 + 1 } }
      last.sum().backward()
    }
  }
}
