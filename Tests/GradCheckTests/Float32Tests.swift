import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// float32 on the way, and memory that lies otherwise.
@Suite(.ownRandomNumbers) struct GradCheckFloat32Tests {
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
