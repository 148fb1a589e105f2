import ApusAutograd
import ApusTensor
import Testing

@testable import ApusProof

/// A gradient that does not arrive is another thing than one that is zero.
@Suite struct LostGradientTests {
  /// The bounds of the fifth case lie the wrong way round: PyTorch's gradient is zero everywhere.
  @Test func whereItIsZeroToo() throws {
    let outcome = try outcome(of: "clamp", in: .functions) { x, a in
      x[0].clamp(
        min: try a.number("min", or: -.infinity), max: try a.number("max", or: .infinity))
    }
    #expect(outcome.isRight)
    let lost = try self.outcome(of: "clamp", in: .functions) { x, a in
      let y = x[0].detach().clamp(
        min: try a.number("min", or: -.infinity), max: try a.number("max", or: .infinity))
      return y + Tensor.zeros([], dtype: y.dtype, requiresGrad: true)
    }
    #expect(lost.cases.contains { $0.name == "[8], min 1.0, max -1.0" })
    #expect(lost.cases.allSatisfy { $0.fault == "no gradient reached d/x0" })
  }

  /// The value and the other gradient are right.
  @Test func ofOneOfTwo() throws {
    let outcome = try outcome(of: "multiply", in: .arithmetic) { x, _ in x[0] * x[1].detach() }
    #expect(outcome.cases.allSatisfy { $0.fault == "no gradient reached d/x1" })
  }

  /// How an operation goes with the cases of an item.
  private func outcome(
    of name: String, in group: ItemGroup,
    _ function: @escaping @Sendable ([Tensor], Arguments) throws -> Tensor
  ) throws -> ItemOutcome {
    try group.outcome(of: .operation(name, function), Fixtures())
  }
}
