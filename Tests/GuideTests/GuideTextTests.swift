import Apus
import Foundation
import Testing

/// Documentation/GradientChecking.md shows programs that run here, and what they print.
@Suite(.serialized) struct GuideTextTests {
  private let guide: String
  private let programs: String

  init() throws {
    let here = URL(filePath: #filePath).deletingLastPathComponent()
    let root = here.deletingLastPathComponent().deletingLastPathComponent()
    guide = try String(
      contentsOf: root.appending(path: "Documentation/GradientChecking.md"), encoding: .utf8)
    programs = try String(
      contentsOf: here.appending(path: "GradientCheckingTests.swift"), encoding: .utf8)
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
    let source = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(
          path: "Sources/Autograd/GradCheck/GradCheckFailure.swift"), encoding: .utf8)
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
