import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

@testable import ApusProof

/// The suite notices wrong derivatives, and would be found out where it did not.
@Suite struct MutationTests {
  @Test func everyMutantIsCaught() throws {
    let score = try Suite.mutationScore(of: Suite.subjects)
    #expect(score.isRight && score.caught == score.injected)
    #expect(score.survivors.map { "\($0)" } == [] && score.untested == [])
    #expect(score.rules > 80 && score.injected > 800)
    #expect(
      try projectText("README.md").contains(
        "\(score.caught) of \(score.injected) noticed, in \(score.rules) rules"))
    // A primitive that goes through no rule of its name is checked by the wrong function.
    let composed = Suite.subjects.filter {
      $0.kind == .primitive && score.composed.contains($0.name)
    }
    #expect(composed.map(\.name) == [])
    #expect(Set(ruleMutants.keys).subtracting(Suite.subjects.map(\.name)).isEmpty)
  }

  /// Without a repeated label no case can tell that the repeat rule is missing.
  @Test func aMissingCaseShows() throws {
    let loss = try #require(Suite.subjects(matching: "CTCLoss").first)
    let weaker = Subject(
      name: loss.name, kind: loss.kind,
      cases: loss.cases.filter { $0.remark.hasPrefix("one sample") })
    let score = try Suite.mutationScore(of: [weaker])
    #expect(!score.isRight)
    #expect(score.survivors.contains { $0.mistake == "the repeat rule is dropped" })
  }

  /// Where a rule is gone through twice, two wrong signs make a right one.
  @Test func aWeakCaseShows() throws {
    let weak = Subject(
      name: "-(Tensor)", kind: .primitive, cases: [GradCase("-(Tensor)", [[4]]) { -(-$0[0]) * 2 }])
    let score = try Suite.mutationScore(of: [weak])
    #expect(score.survivors.map(\.mistake) == ["the sign", "taken for the identity"])
  }

  @Test func aRuleThatNothingGoesThroughHasNoMutant() throws {
    let idle = Subject(
      name: "exp()", kind: .primitive, cases: [GradCase("exp()", [[0]]) { $0[0].exp() }])
    let score = try Suite.mutationScore(of: [idle])
    #expect(score.untested == ["exp, input 0, checked as exp()"])
    #expect(!score.isRight)
  }

  @Test func aSuiteThatComplainsAnywayProvesNothing() {
    let wrong = Subject(
      name: "wrong", kind: .engine,
      cases: [
        GradCase("wrong", [[3]]) { x in
          .primitive(of: x[0], value: { $0 * $0 }) { g, x, _ in g * x }
        }
      ])
    #expect(throws: GradCheckFailure.self) { try Suite.mutationScore(of: [wrong]) }
  }
}
