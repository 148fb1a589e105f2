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
}

/// A kink is one only where backward took a side, and nothing else is wrong.
@Suite struct GradCheckKinkTests {
  @Test func aMistakeBesideAKink() {
    let failure = failure {
      try gradCheck(Tensor([0, 0.3, -1] as [Double])) { x in
        Tensor.primitive(of: x, value: { $0.maximum($0 * 0.1) }) { g, x, _ in
          g * (x.greater(0).to(.float64) + x.equal(0).to(.float64) * 0.1)
        }
      }
    }
    #expect(failure?.worst?.index == [2], "\(failure?.description ?? "")")
  }

  @Test func aKinkTooNear() {
    let failure = failure { try gradCheck(Tensor([1e-14] as [Double])) { $0.relu() * 2 } }
    #expect(failure == nil || failure?.description.contains("has a kink there") == true)
  }

  /// The shares of ties lie between the derivatives from both sides.
  @Test func ties() throws {
    let failure = failure {
      try gradCheck(Tensor([1, 2, 2] as [Double])) { $0.max(dim: 0).values }
    }
    #expect(failure?.reason == .kink)
    try gradCheck(Tensor([1, 2, 2] as [Double])) { $0.max() }
  }
}

/// float32 on the way, and memory that lies otherwise.
@Suite struct GradCheckEnvironmentTests {
  @Test func float32Input() {
    let failure = failure { try gradCheck([Tensor(x), Tensor(x.to(.float32))]) { $0[0] * $0[1] } }
    #expect(failure?.reason == .float32)
    #expect(failure?.description.contains("input 1 is float32") == true)
  }

  @Test(arguments: [GradCheckMode.fast, .automatic, .slow]) func float32Step(_ mode: GradCheckMode)
  {
    for function: (Tensor) -> Tensor in [
      { $0.to(.float32).exp() }, { $0.to(.float32).exp().to(.float64) * 2 },
      { ($0 * 3).sin().to(.float32).to(.float64).exp().sum() },
    ] {
      let failure = failure { try gradCheck(Tensor(x), mode: mode, function) }
      #expect(failure?.reason == .float32)
      #expect(failure?.description.contains("the step `to` turns float64 into float32") == true)
    }
    let named = failure {
      try gradCheck(Tensor(x), mode: mode) { $0.to(.float32).exp().to(.float64) }
    }
    #expect(named?.description.contains("the step `to` turns float64 into float32") == true)
  }

  /// Where no recorded step tells, the values do.
  @Test func float32InsideAPrimitive() {
    func halves(_ x: NDArray) -> NDArray { x.to(.float32).exp().to(.float64) }
    for seed in 0..<5 {
      let x = Tensor.randn(6, dtype: .float64, generator: Generator(seed: UInt64(seed)))
      let value = failure {
        try gradCheck(x) { x in
          Tensor.primitive(of: x, value: halves) { g, _, y in g * y }
        }
      }
      #expect(value?.reason == .float32, "\(value?.description ?? "")")
      let pullback = failure {
        try gradCheck(x, order: 2) { x in
          Tensor.primitive(of: x, value: { $0.exp() }) { g, _, y in (g * y).to(.float32) }
        }
      }
      #expect(pullback?.reason == .float32)
    }
  }

  /// Differences are taken where the input lies as it was given.
  @Test func functionsOfTheMemoryLayout() throws {
    try gradCheck(Tensor(x.reshape(3, 2).T)) { $0 * ($0.array.isContiguous ? 1 : 2) }
  }
}

/// Inputs of every shape, and functions that are too large to be looked at entry by entry.
@Suite struct GradCheckModeTests {
  @Test(arguments: [GradCheckMode.fast, .automatic, .slow]) func shapes(_ mode: GradCheckMode)
    throws
  {
    let matrix = Tensor(x)
    let inputs = [
      Tensor(scalar: 0.7, dtype: .float64), .zeros(0, 3, dtype: .float64), matrix, matrix.T,
      Tensor(x[0].expand([4, 3])), Tensor(x[0..., ..<1]),
    ]
    for input in inputs {
      try gradCheck(input, order: 2, mode: mode) { $0.exp() }
      try gradCheck(input, order: 2, mode: mode) { ($0 * $0).sum() }
      try gradCheck([input, input], order: 2, mode: mode) { $0[0] * $0[1] }
    }
  }

  /// 20,000 elements, of which one is wrong: halving finds it.
  @Test func oneWrongElementAmongMany() {
    let many = Tensor.rand(200, 100, dtype: .float64, generator: Generator(seed: 1))
    let failure = failure {
      try gradCheck(many) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in
          var gradient = (g * x * 2).array
          gradient[123, 45] = gradient[123, 45] * 1.01
          return Tensor(gradient)
        }
      }
    }
    #expect(failure?.reason == .mismatch && failure?.worst?.index == [123, 45])
    #expect(failure?.description.contains("wrong   1 of ") == true)
  }

  @Test func largeFunctions() throws {
    let many = Tensor.rand(300, 100, dtype: .float64, generator: Generator(seed: 1))
    let summary = try gradCheck(many, order: 2) { $0.sin() }
    // Two directions for the input, and two for the input and the upstream gradient each.
    #expect(summary.directionCount == 6 && summary.entryCount == 0 && summary.largestError < 1)
  }

  @Test func whatIsNotUsedIsTold() throws {
    let (a, b) = (Tensor(x), Tensor(x * 2))
    let summary = try gradCheck([a, b]) { $0[0] * b }
    #expect(summary.unused == ["input 1"])
    #expect("\(summary)".hasSuffix("; unused: input 1"))
    #expect(try gradCheck(a, b) { $0 * $1 }.unused == [])
    let fast = try gradCheck(a, mode: .fast) { $0 * 2 }
    #expect("\(fast)".hasPrefix("right: 2 random directions, the largest error "))
  }

  /// Indices are handed on as they are.
  @Test func integersAmongTheInputs() throws {
    let index = Tensor(NDArray([[0, 2], [1, 1]]))
    try gradCheck([Tensor(x), index], order: 2) { $0[0].gather(dim: 1, $0[1]) }
    try gradCheck([index, Tensor(x)]) { $0[1].gather(dim: 1, $0[0]) }
  }

  @Test func summaries() throws {
    let automatic = try gradCheck(Tensor(x)) { $0.exp() }
    #expect(
      automatic.entryCount == 36 && automatic.largestError > 0 && automatic.largestError < 1)
    #expect(try gradCheck(Tensor(x), mode: .fast) { $0.exp() }.directionCount == 2)
    let second = try gradCheck(Tensor(x), order: 2, mode: .slow) { $0.exp() }
    #expect(second.entryCount == 36 + 6 * 12)
  }

  /// Extrapolated differences allow for tighter tolerances.
  @Test func richardson() throws {
    func function(_ x: Tensor) -> Tensor { (x * 20).sin().exp() }
    let plain = try gradCheck(Tensor(x), order: 2, atol: 1e-5, rtol: 1e-5) { function($0) }
    let better = try gradCheck(
      Tensor(x), order: 2, atol: 1e-5, rtol: 1e-5, richardson: true
    ) { function($0) }
    #expect(better.largestError < plain.largestError / 100)
    try gradCheck(Tensor(x), order: 2, atol: 1e-9, rtol: 1e-9, richardson: true) { function($0) }
  }
}

/// Wishes that make no sense are told as failures: a trap would end all other tests.
@Suite struct GradCheckMisuseTests {
  @Test func misuse() {
    let leaf = Tensor(x, requiresGrad: true)
    let integers = Tensor(NDArray([1, 2]))
    for (text, body) in [
      ("there is nothing to differentiate", { try gradCheck([]) { _ in leaf } }),
      ("there is nothing to differentiate", { try gradCheck(integers) { $0 } }),
      ("weight cannot be checked", { try gradCheck(captured: ["weight": leaf * 2]) { leaf } }),
      ("weight cannot be checked", { try gradCheck(captured: ["weight": leaf.detach()]) { leaf } }),
      ("there is no order 3", { try gradCheck(leaf, order: 3) { $0 } }),
      ("the tolerances make no sense", { try gradCheck(leaf, eps: 0) { $0 } }),
      ("the tolerances make no sense", { try gradCheck(leaf, rtol: -1) { $0 } }),
    ] as [(String, () throws -> GradCheckSummary)] {
      let failure = failure { _ = try body() }
      #expect(failure?.reason == .misuse)
      #expect(failure?.description.contains(text) == true)
    }
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
}
