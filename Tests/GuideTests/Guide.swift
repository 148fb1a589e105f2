import ApusTestSupport
import Foundation
import Testing

/// A document that shows programs, and the file in which they run.
struct Guide {
  let text: String
  private let document: String
  private let programs: String

  init(_ document: String, programs: String) throws {
    text = try projectText(document)
    (self.document, self.programs) = (document, programs)
  }

  /// The blocks of a language, in order.
  func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "```\(language)\n").dropFirst().map {
      String($0.components(separatedBy: "\n```")[0])
    }
  }

  /// Every program that is shown stands in the file, line by line.
  func expectThatProgramsRun(atLeast count: Int) throws {
    let compiled = lines(of: try projectText(programs))
    let blocks = blocks("swift")
    #expect(blocks.count >= count)
    for block in blocks {
      let wanted = lines(of: block)
      let isThere = compiled.indices.contains { compiled[$0...].starts(with: wanted) }
      #expect(isThere, "\(document): not in \(programs):\n\(block)")
    }
  }

  /// Without indentation, which is another in a test.
  private func lines(of text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
