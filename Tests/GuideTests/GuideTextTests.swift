import Apus
import ApusTestSupport
import Foundation
import Testing

/// The guides show programs that run here, and Documentation/GradientChecking.md what they print.
@Suite(.serialized) struct GuideTextTests {
  private let guide: Guide

  init() throws {
    guide = try Guide(
      "Documentation/GradientChecking.md", programs: "Tests/GuideTests/GradientCheckingTests.swift")
  }

  @Test func everyProgramRunsHere() throws { try guide.expectThatProgramsRun(atLeast: 20) }

  /// Documentation/Modules.md shows programs that run in ModulesTests.swift.
  @Test func programsOfModules() throws {
    try Guide("Documentation/Modules.md", programs: "Tests/GuideTests/ModulesTests.swift")
      .expectThatProgramsRun(atLeast: 8)
  }

  /// In the order of the guide.
  @Test func everyFailureSaysWhatIsShown() throws {
    let shown = guide.blocks("text")
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
    let source = try projectText("Sources/GradCheck/Reports/GradCheckFailure.swift")
    let cases = source.matches(of: #/^    case (\w+)$/#.anchorsMatchLineEndings()).map { $0.1 }
    #expect(cases.count >= 9)
    for name in cases { #expect(guide.text.contains("| `\(name)` |")) }
  }
}
