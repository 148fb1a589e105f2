import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// Inputs of every shape, in every mode, and what a check gives back.
@Suite(.ownRandomNumbers) struct GradCheckModeTests {
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

  @Test func whatIsNotUsedIsTold() throws {
    let (a, b) = (Tensor(x), Tensor(x * 2))
    let summary = try gradCheck([a, b]) { $0[0] * b }
    #expect(summary.unused == ["input 1"])
    #expect("\(summary)".hasSuffix("; unused: input 1"))
    #expect(try gradCheck(a, b) { $0 * $1 }.unused == [])
    // Two for the elements below 2, and two for the one that is 2.
    let fast = try gradCheck(a, mode: .fast) { $0 * 2 }
    #expect("\(fast)".hasPrefix("right: 4 random directions, the largest error "))
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
    #expect(try gradCheck(Tensor(x), mode: .fast) { $0.exp() }.directionCount == 4)
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
