import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

@testable import ApusProof

/// The suite notices wrong derivatives, and would be found out where it did not.
@Suite(.ownRandomNumbers) struct MutationTests {
  @Test func everyMutantIsCaught() throws {
    let score = try Suite.mutationScore(of: Suite.subjects)
    #expect(score.isRight && score.caught == score.injected)
    #expect(score.survivors.map { "\($0)" } == [] && score.untested == [])
    #expect(score.rules > 100 && score.injected > 970)
    // A primitive that goes through no rule of its name is checked by the wrong function.
    let composed = Suite.subjects.filter {
      $0.kind == .primitive && score.composed.contains($0.name)
    }
    #expect(composed.map(\.name) == [])
  }

  /// Without a cube no case can tell that the order is not inverted.
  @Test func aMissingCaseShows() throws {
    let permute = try #require(Suite.subjects(matching: "permute([Int])").first)
    let rows = permute.rows.map { row in
      Row(
        name: row.name, remark: row.remark, kind: row.kind, torch: nil,
        calls: row.calls.filter { $0.inputs[0].shape != [2, 2, 2] }, options: row.options,
        function: row.function)
    }
    let score = try Suite.mutationScore(of: [Subject(rows)])
    #expect(!score.isRight)
    #expect(score.survivors.map(\.mistake) == ["the order is not inverted"])
  }

  /// A kernel that forgets one of the ways of a gradient is noticed, whichever way that is.
  @Test(arguments: ["CTCLoss", "LayerNorm", "crossEntropy"]) func edgesOfTwinsAreCut(name: String)
    throws
  {
    let subject = try #require(Suite.subjects(matching: name).first)
    let score = try Suite.mutationScore(of: [subject])
    let cut = try #require(score.mutants.first { $0.mistake.contains("cut edge") })
    #expect(cut.injected > 1 && cut.caught == cut.injected)
  }

  /// Where a rule is gone through twice, two wrong signs make a right one.
  @Test func aWeakCaseShows() throws {
    let weak = Subject([Row("-(Tensor)", [[4]]) { -(-$0[0]) * 2 }])
    let score = try Suite.mutationScore(of: [weak])
    #expect(score.survivors.map(\.mistake) == ["the sign", "taken for the identity"])
  }

  @Test func aRuleThatNothingGoesThroughHasNoMutant() throws {
    let idle = Subject([Row("exp()", [[0]]) { $0[0].exp() }])
    let score = try Suite.mutationScore(of: [idle])
    #expect(score.untested == ["exp, input 0, checked as exp()"])
    #expect(!score.isRight)
  }

  @Test func aSuiteThatComplainsAnywayProvesNothing() {
    let wrong = Subject([
      Row("wrong", [[3]], kind: .engine) { x in
        .primitive(of: x[0], value: { $0 * $0 }) { g, x, _ in g * x }
      }
    ])
    #expect(throws: GradCheckFailure.self) { try Suite.mutationScore(of: [wrong]) }
  }
}
