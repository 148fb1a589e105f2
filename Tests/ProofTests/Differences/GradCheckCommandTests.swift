import ApusTestSupport
import Foundation
import Testing

/// The command `gradcheck` itself.
@Suite struct GradCheckCommandTests {
  private struct Results: Decodable {
    let isRight: Bool
    let operations: [Operation]
    let coverage: Coverage?

    struct Operation: Decodable {
      let name: String
      let checks, derivatives: Int
      let failures: [[String: String]]
    }
    struct Coverage: Decodable { let declared: Int }
  }

  @Test func aPart() throws {
    let folder = try TemporaryFolder()
    let file = folder("results.json")
    let run = try Program("gradcheck", ["--filter", "softmax", "--slow", "--json", file.path])
    #expect(run.end() == 0 && run.errors.isEmpty)
    #expect(run.output.contains("logSoftmax(dim:)") && run.output.contains(": all right; "))
    let results = try JSONDecoder().decode(Results.self, from: Data(contentsOf: file))
    #expect(results.operations.map(\.name) == ["logSoftmax(dim:)", "softmax(dim:)", "LogSoftmax"])
    #expect(
      results.isRight && results.operations.allSatisfy { $0.derivatives > 0 && $0.failures.isEmpty }
    )
    #expect(results.coverage == nil)
  }

  @Test func mutants() throws {
    let folder = try TemporaryFolder()
    let file = folder("results.json")
    let run = try Program("gradcheck", ["--mutants", "--filter", "tanh()", "--json", file.path])
    #expect(run.end() == 0)
    #expect(run.output.contains("1 rule, ") && run.output.contains(" caught, 0 survived;"))
    let score = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    let mutants = try #require(score?["mutants"] as? [[String: Any]])
    #expect(score?["isRight"] as? Bool == true)
    #expect(
      mutants.contains {
        $0["mistake"] as? String == "the square is missing"
          && $0["operation"] as? String == "tanh()"
          && $0["caught"] as? Int == 1
      })
  }

  @Test func exitCodes() throws {
    let unknown = try Program("gradcheck", ["--filter", "no such thing"])
    #expect(unknown.end() == 64)
    #expect(unknown.errors.contains("no operation's name or kind contains 'no such thing'"))
    let both = try Program("gradcheck", ["--slow", "--mutants"])
    #expect(both.end() == 64)
    let unwritable = try Program("gradcheck", ["--filter", "exp()", "--json", "/nowhere/x.json"])
    #expect(unwritable.end() == 73)
    #expect(
      unwritable.errors
        == "gradcheck: /nowhere/x.json: cannot be written: no such folder (open folder)\n")
  }
}
