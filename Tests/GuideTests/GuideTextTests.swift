import Apus
import Foundation
import TestSupport
import Testing

/// Documentation/GradientChecking.md shows programs that run here, and what they print.
@Suite(.serialized) struct GuideTextTests {
  private let guide: String
  private let programs: String

  init() throws {
    guide = try projectText("Documentation/GradientChecking.md")
    programs = try projectText("Tests/GuideTests/GradientCheckingTests.swift")
  }

  @Test func everyProgramRunsHere() {
    let compiled = lines(of: programs)
    let blocks = blocks("swift")
    #expect(blocks.count >= 20)
    for block in blocks {
      let wanted = lines(of: block)
      let isThere = compiled.indices.contains { compiled[$0...].starts(with: wanted) }
      #expect(isThere, "not in GradientCheckingTests.swift:\n\(block)")
    }
  }

  /// In the order of the guide.
  @Test func everyFailureSaysWhatIsShown() throws {
    let shown = blocks("text")
    #expect(shown.count == FailingPrograms.all.count)
    for (program, text) in zip(FailingPrograms.all, shown) {
      let failure = try #require(
        #expect(throws: GradCheckFailure.self) { try program.run() })
      #expect(failure.reason == program.reason)
      #expect("\(failure)" == text)
    }
  }

  /// The table of reasons has all of them.
  @Test func everyReasonIsExplained() throws {
    let source = try projectText("Sources/Autograd/GradCheck/GradCheckFailure.swift")
    let cases = source.matches(of: #/^    case (\w+)$/#.anchorsMatchLineEndings()).map { $0.1 }
    #expect(cases.count >= 9)
    for name in cases { #expect(guide.contains("| `\(name)` |")) }
  }

  // MARK: - Reading

  /// The blocks of a language, in order.
  private func blocks(_ language: String) -> [String] {
    guide.components(separatedBy: "```\(language)\n").dropFirst().map {
      String($0.components(separatedBy: "\n```")[0])
    }
  }

  /// Without indentation, which is another in a test.
  private func lines(of text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
