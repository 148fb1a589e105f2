import ApusAutograd
import ApusTensor
import ApusTestSupport
import Testing

@testable import ApusProof

/// A gradient that does not arrive is another thing than one that is zero.
@Suite(.ownRandomNumbers) struct LostGradientTests {
  /// The bounds of the fifth case lie the wrong way round: PyTorch's gradient is zero everywhere.
  @Test func whereItIsZeroToo() throws {
    let outcome = try outcome(of: "clamp(min:, max:)") { x, a in
      [x[0].clamp(min: a.min as Double, max: a.max as Double)]
    }
    #expect(outcome.isRight)
    let lost = try self.outcome(of: "clamp(min:, max:)") { x, a in
      let y = x[0].detach().clamp(min: a.min as Double, max: a.max as Double)
      return [y + Tensor.zeros([], dtype: y.dtype, requiresGrad: true)]
    }
    #expect(lost.cases.contains { $0.name == "[8], max -1.0, min 1.0" })
    #expect(lost.cases.allSatisfy { $0.fault == "no gradient reached d/x0" })
  }

  /// The value and the other gradient are right.
  @Test func ofOneOfTwo() throws {
    let outcome = try outcome(of: "*(Tensor, Tensor)") { x, _ in [x[0] * x[1].detach()] }
    #expect(outcome.cases.allSatisfy { $0.fault == "no gradient reached d/x1" })
  }

  /// How another function goes with the calls of a row.
  private func outcome(
    of title: String, _ function: @escaping @Sendable ([Tensor], Values) -> [Tensor]
  ) throws -> ItemOutcome {
    let topic = try #require(
      ProofTable.standard.topics.first { $0.rows.contains { $0.title == title } })
    let row = try #require(topic.rows.first { $0.title == title })
    let other = Row(
      name: row.name, remark: row.remark, kind: row.kind, torch: row.torch, calls: row.calls,
      options: row.options, function: .of(function))
    return try ItemGroup(topic).outcome(of: Item(other), Fixtures())
  }
}
