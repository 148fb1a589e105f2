import Autograd
import Tensor
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

private func failure(_ body: () throws -> Void) -> GradCheckFailure? {
  #expect(throws: GradCheckFailure.self, performing: body)
}

/// Wrong derivatives are caught, and the report tells them apart.
@Suite struct WrongDerivativeTests {
  private func expect(
    _ failure: GradCheckFailure?, _ parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(failure?.reason == .mismatch, sourceLocation: sourceLocation)
    for part in parts {
      #expect(failure?.description.contains(part) == true, sourceLocation: sourceLocation)
    }
  }

  @Test func forgottenFactor() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g * x }
      }
    }
    expect(
      failure, "gradCheck of order 1: the gradient of the input is wrong in 6 of 6 elements.",
      "Worst at [", "analytic ", "numeric ", " is allowed.", "Analytic is 0.5 times numeric")
  }

  @Test func sign() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0.cos() }) { g, x, _ in g * x.sin() }
      }
    }
    expect(failure, "Analytic is -1.0 times numeric")
  }

  @Test func droppedTerm() {
    // d/da (a b + a) = b + 1
    let failure = failure {
      try gradCheck([Tensor(x), Tensor(x * 2)]) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0 * $1 + $0 }) { g, a, b, _ in
          (g * b, g * a)
        }
      }
    }
    expect(
      failure, "the gradient of input 0 is wrong in 6 of 6 elements",
      "Of the results, the result's [")
    #expect(failure?.description.contains("input 1") == false)
  }

  @Test func oneElement() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0 * 3 }) { g, _, _ in
          var array = g.array * 3
          array[1, 2] = NDArray(scalar: 7.0)
          return Tensor(array)
        }
      }
    }
    expect(
      failure,
      "wrong in 1 of 6 elements. Worst at [1, 2], for a random gradient from above: analytic 7.0,")
  }

  @Test func transposed() {
    let square = Tensor(x[0..., ..<2])
    let failure = failure {
      try gradCheck([square, Tensor(x[0..., 1...])]) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0.matmul($1) }) { g, a, b, _ in
          (g.matmul(b.T).T, a.T.matmul(g))
        }
      }
    }
    expect(failure, "the gradient of input 0 is wrong", "Analytic is the transpose of numeric.")
  }

  @Test func missingSumOverBroadcastRows() {
    let failure = failure {
      try gradCheck(Tensor(x[0])) { row in
        Tensor.primitive(of: row, value: { $0.expand(4, 3) * 2 }) { g, _, _ in g[0] * 2 }
      }
    }
    expect(failure, "wrong in 3 of 3 elements", "Of the results, the result's [", "not 0.0.")
  }

  @Test func lostGradient() {
    let failure = failure { try gradCheck([Tensor(x), Tensor(x)]) { $0[0] + $0[1].detach() * 2 } }
    expect(failure, "the gradient of input 1 is wrong", "Analytic is 0 wherever it is wrong")
  }

  @Test func severalInputs() {
    let failure = failure {
      try gradCheck([Tensor(x), Tensor(x * 3)]) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0 * $1 }) { g, a, b, _ in
          (g * a, -g * a)
        }
      }
    }
    expect(failure, "Also wrong: input ", " (6 of 6).")
  }

  @Test func secondDerivative() {
    // The gradient is right, but its own derivative is cut off.
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g * x.detach() * 2 }
      }
    }
    expect(
      failure,
      "gradCheck of order 2: the gradients are right, but their derivative with respect to the input "
        + "is wrong in 6 of 6 elements")
    #expect(failure?.order == 2)
  }

  @Test func secondDerivativeOfTheUpstreamGradient() {
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g.detach() * x * 2 }
      }
    }
    expect(failure, "with respect to the upstream gradient is wrong")
  }

  @Test(arguments: [GradCheckMode.fast, .automatic, .slow]) func everyMode(_ mode: GradCheckMode) {
    func product(_ a: Tensor, _ b: Tensor) -> Tensor {
      .primitive(of: a, b, value: { $0 * $1 }, pullback: { g, a, b, _ in (g * b, g * a * 1.0001) })
    }
    func wrong(_ x: Tensor) -> Tensor {
      .primitive(of: x, value: { $0.exp() }, pullback: { g, x, y in g * y * (1 + 1e-4 * x) })
    }
    func wrongLater(_ x: Tensor) -> Tensor {
      .primitive(of: x, value: { $0.exp() }, pullback: { g, _, y in product(g, y) })
    }
    #expect(failure { try gradCheck(Tensor(x), mode: mode) { wrong($0) } }?.order == 1)
    #expect(
      failure { try gradCheck(Tensor(x), order: 2, mode: mode) { wrongLater($0) } }?.order == 2)
  }

  @Test func wholeJacobianNamesTheResult() {
    let failure = failure {
      try gradCheck(Tensor(x), mode: .slow) { x in
        Tensor.primitive(of: x, value: { $0 * 3 }) { g, _, _ in
          var array = g.array * 3
          array[1, 2] = NDArray(scalar: 0.0)
          return Tensor(array)
        }
      }
    }
    expect(
      failure, "wrong in 1 of 36 entries of the Jacobian. Worst at [1, 2], the result's [1, 2]:")
  }

  @Test func wholeSecondJacobianNamesTheGradient() {
    let failure = failure {
      try gradCheck([Tensor(x), Tensor(x[0])], order: 2, mode: .slow) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0 * $1 }) { g, a, b, _ in
          (g * b, g * a.detach())
        }
      }
    }
    expect(failure, "entries of the Jacobian. Worst at [", ", the gradient of input 1 at [")
  }

  @Test func kernelAndTwinDisagree() {
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        let array = x.array
        return Tensor.fused(
          "cube", inputs: [x], outputs: [array * array * array],
          backward: { g, _ in [g[0]! * array * array * 3] }, twin: { [$0[0] * $0[0]] })[0]
      }
    }
    #expect(failure?.reason == .recordedGradientDiffers)
    #expect(failure?.description.contains("twin and its kernel disagree") == true)
  }
}

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
