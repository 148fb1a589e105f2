import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// What else can be wrong with a check.
@Suite(.ownRandomNumbers) struct GradCheckReasonTests {
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

  @Test func independent() {
    let outside = Tensor(x, requiresGrad: true)
    for function: (Tensor) -> Tensor in [{ $0.detach() }, { _ in outside * 2 }] {
      let failure = failure { try gradCheck(outside, function) }
      #expect(failure?.reason == .independent)
      #expect(failure?.description.contains("does not depend on any input") == true)
    }
  }

  @Test func notFinite() {
    let zero = Tensor([1.0, 0, 4] as [Double])
    let root = failure { try gradCheck(zero) { $0.sqrt() } }
    #expect(root?.reason == .notFinite, "\(root?.description ?? "")")
    #expect(
      root?.description.contains("it is infinite at [1], and not finite in 1 of 3 elements") == true
    )
    let log = failure { try gradCheck(zero) { $0.log() } }
    #expect(
      log?.description.contains("the result is not finite\n  reason  it is infinite at [1]") == true
    )
  }

  @Test func kink() {
    let failure = failure { try gradCheck(Tensor([1.0, 0, -1] as [Double])) { $0.relu().sum() } }
    #expect(failure?.reason == .kink && failure?.worst?.index == [1])
    #expect(failure?.description.contains("wrong   1 of 3 entries") == true)
    #expect(
      failure?.description.contains(
        "has a kink there: its derivative is 0 from below and 1 from above") == true,
      "\(failure?.description ?? "")")
  }

  /// The gradient of abs is right at 0, and jumps there.
  @Test func jump() {
    let points = Tensor([-1, 0, 1] as [Double])
    for function: @Sendable (Tensor) -> Tensor in [
      { $0.abs() }, { $0.maximum(-$0) }, { Tensor.stack([$0, -$0]).amax(dims: [0]) },
    ] {
      let failure = failure { try gradCheck(points, order: 2, function) }
      #expect(failure?.order == 2 && failure?.reason == .kink, "\(failure?.description ?? "")")
      #expect(failure?.description.contains("the gradient jumps there") == true)
    }
  }

  /// Rounding of large results is no kink, and a wrong derivative of them no kink either.
  @Test(arguments: [1e6, 1e7]) func largeResults(offset: Double) throws {
    for point in stride(from: 0.5, to: 2, by: 0.0371) {
      try gradCheck(Tensor([point]), atol: 1e-4) { $0 * $0 + offset }
      let failure = failure {
        try gradCheck(Tensor([point])) { x in
          Tensor.primitive(of: x, value: { $0 * $0 + offset }) { g, x, _ in g * x * 3 }
        }
      }
      #expect(failure?.reason == .mismatch)
    }
  }

  /// A tolerance that is too tight shows no factor.
  @Test func aNearMissIsNoFactor() {
    let failure = failure { try gradCheck(Tensor(x), atol: 0, rtol: 1e-15) { $0.sin().exp() } }
    #expect(failure?.reason == .rounding)
    let sign = #expect(throws: GradCheckFailure.self) {
      try gradCheck(Tensor(scalar: 0.3, dtype: .float64)) { x in
        Tensor.primitive(of: x, value: { $0.cos() }) { g, x, _ in g * x.sin() }
      }
    }
    #expect(sign?.reason == .factor)
  }

  @Test func aSizeThatDependsOnValues() {
    let failure = #expect(throws: GradCheckFailure.self) {
      try gradCheck(Tensor([1.0, 2] as [Double])) { x in
        x[..<(x.array.greaterEqual(2).any() ? 2 : 1)]
      }
    }
    #expect(failure?.reason == .shapeChanges)
  }

  /// Steps that reach over a kink nearby do not matter.
  @Test func nearAKink() throws {
    try gradCheck(Tensor([1e-6, -1e-6, 3e-7] as [Double])) { $0.relu() }
    try gradCheck(Tensor([1e-6, -2e-6] as [Double])) { $0.abs() }
  }

  @Test func outsideTheDomainAStepAway() {
    let failure = failure {
      try gradCheck(Tensor([-1e-9, 1] as [Double])) { ($0 + 1e-9).log1p().sqrt() }
    }
    #expect(failure?.reason == .notFinite)
  }

  @Test func unsuitedSizes() throws {
    // Large values, strong curvature, and a small difference of large results.
    try gradCheck(Tensor([1e6, -3e5] as [Double]), order: 2) { ($0 * 1e-6).sin() }
    try gradCheck(Tensor([1e-3, 2e-3] as [Double]), order: 2) { $0.log() }
    try gradCheck(Tensor([0.5, 1.5] as [Double]), order: 2) { $0.pow(9).sum() + 1e8 }
  }

  /// The second backward gives no gradient at all.
  @Test func aGradientThatVanishes() {
    var calls = 0
    let inputs = [Tensor(x), Tensor(x)]
    let failure = failure {
      try gradCheck(inputs) { inputs in
        calls += 1
        return inputs[0] + (calls == 6 ? inputs[1].detach() : inputs[1])
      }
    }
    #expect(failure?.reason == .notDeterministic)
  }

  /// A right derivative of something too large.
  @Test func roundingOfLargeResults() {
    let normal = NDArray.randn([1000], dtype: .float64, generator: Generator(seed: 1))
    for (input, function) in [
      (normal * 100, { $0.square().sum() }), (normal * 1000, { $0.square().sum() }),
      (normal, { $0.exp().sum() + 1e8 }), (normal, { $0.exp().sum() + 1e10 }),
      (normal, { $0.exp().sum() + 1e15 }), (normal * 100, { ($0 * 2).exp().sum() }),
    ] as [(NDArray, (Tensor) -> Tensor)] {
      let failure = failure { try gradCheck(Tensor(input), function) }
      expect(failure, .rounding, "whose rounding alone explains the difference")
    }
  }

  /// Derivatives below the absolute tolerance would be right whatever they are.
  @Test func derivativesThatAreTooSmall() throws {
    for scale in [1e-8, 1e-12] {
      let failure = failure { try gradCheck(Tensor(x)) { $0.exp() * scale } }
      expect(
        failure, .tooSmall, "no gradient is larger than atol", "atol 1e-07; multiply the result")
    }
    let besideALargeOne = failure { try gradCheck(Tensor(x)) { $0.exp() * 1e-8 + 1000 } }
    expect(besideALargeOne, .tooSmall)
    try gradCheck(Tensor(x), atol: 1e-18) { $0.exp() * 1e-8 }
    // A derivative of 0, as far as rounding goes.
    try gradCheck(Tensor(x), order: 2) { $0.softmax(dim: 1).sum() }
    try gradCheck(Tensor(x)) { $0.softmax(dim: 1).sum() - 2 }
    try gradCheck(Tensor(x)) { $0 * 0 }
    try gradCheck(Tensor.zeros(0, 3, dtype: .float64)) { $0 }
  }

  /// Errors that are not much larger than the tolerance have their reasons too.
  @Test(arguments: [1e-6, 2e-7]) func aSignNearTheAbsoluteTolerance(_ scale: Double) {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0.exp() * scale }) { g, _, y in g * -y }
      }
    }
    expect(failure, .factor, "analytic is -1 times numeric", "6 of the 36 are not 0")
  }

  @Test func resultsWithoutADerivative() {
    for function: (Tensor) -> Tensor in [{ $0.greater(0) }, { $0.argmax() }] {
      expect(
        failure { try gradCheck(Tensor(x), function) }, .independent, "the result has no derivative"
      )
    }
  }

  @Test func anElementThatIsSmallerThanTheStep() throws {
    let tiny = Tensor(x * 1e-9)
    let failure = failure { try gradCheck(tiny) { ($0 / 1e-9).sin() } }
    expect(failure, .kink, ", or give a smaller eps for an element of ")
    try gradCheck(tiny, eps: 1e-13) { ($0 / 1e-9).sin() }
  }

  /// Numbers have as many digits as show how they differ.
  @Test func almostEqual() {
    let failure = failure {
      try gradCheck(Tensor([0.3] as [Double]), atol: 1e-13, rtol: 0) { x in
        Tensor.primitive(of: x, value: { $0.exp() }) { g, _, y in g * y * (1 + 1e-9) }
      }
    }
    let worst = failure?.description.firstMatch(of: #/analytic (\S+), numeric (\S+), error/#)
    #expect(worst != nil && worst!.1 != worst!.2, "\(failure?.description ?? "")")
  }

  @Test func noTolerance() {
    let failure = failure {
      try gradCheck(Tensor([0.3] as [Double]), atol: 0, rtol: 0) { $0.exp() }
    }
    #expect(failure?.description.contains(", where none is allowed") == true)
  }
}
