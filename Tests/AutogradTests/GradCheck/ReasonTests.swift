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

  @Test func independent() {
    let outside = Tensor(x, requiresGrad: true)
    for function: (Tensor) -> Tensor in [{ $0.detach() }, { _ in outside * 2 }, { $0.argmax() }] {
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
    #expect(failure?.reason == .mismatch)
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
        return inputs[0] + (calls == 4 ? inputs[1].detach() : inputs[1])
      }
    }
    #expect(failure?.reason == .notDeterministic)
  }
}
