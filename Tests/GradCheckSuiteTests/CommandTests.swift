import Foundation
import TestSupport
import Testing

/// The command `gradcheck` itself.
@Suite struct CommandTests {
  private struct Results: Decodable {
    let subjects: [Subject]
    let coverage: Coverage?

    struct Subject: Decodable {
      let name: String
      let checks, entries: Int
      let failures: [[String: String]]
    }
    struct Coverage: Decodable { let declared: Int }
  }

  @Test func aPart() throws {
    let folder = try TemporaryFolder()
    let file = folder("results.json")
    let run = try Program("gradcheck", ["--filter", "softmax", "--slow", "--json", file.path])
    #expect(run.end() == 0 && run.errors.isEmpty)
    #expect(run.output.contains("logSoftmax(dim:)") && run.output.contains(": all right, "))
    let results = try JSONDecoder().decode(Results.self, from: Data(contentsOf: file))
    #expect(results.subjects.map(\.name) == ["logSoftmax(dim:)", "softmax(dim:)", "LogSoftmax"])
    #expect(results.subjects.allSatisfy { $0.entries > 0 && $0.failures.isEmpty })
    #expect(results.coverage == nil)
  }

  @Test func mutants() throws {
    let folder = try TemporaryFolder()
    let file = folder("results.json")
    let run = try Program("gradcheck", ["--mutants", "--filter", "tanh()", "--json", file.path])
    #expect(run.end() == 0)
    #expect(run.output.contains("1 rules, ") && run.output.contains(" caught, 0 survived;"))
    let score = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
    #expect((score?["caught"] as? [String: Int])?["the square is missing"] == 1)
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
