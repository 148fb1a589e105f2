import ApusTestSupport
import FoundationEssentials
import Testing

@testable import ApusProof

/// Whether a new operation can be forgotten.
@Suite struct DerivativeCoverageTests {
  @Test func nothingIsMissing() throws {
    let coverage = try Coverage(of: Declaration.sources)
    #expect(coverage.missing == [], "without a row: add one to the table")
    #expect(coverage.unknown == [], "in the table, but not declared")
    #expect(coverage.isComplete && coverage.declared > 120)
  }

  /// An operation, a layer and a loss that nobody checks.
  @Test func whatIsNewIsMissing() throws {
    let folder = try TemporaryFolder()
    let sources = folder("Sources")
    for module in ["Tensor", "Autograd", "NN"] {
      try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Declaration.sources.appending(path: module), to: sources.appending(path: module))
    }
    #expect(try Coverage(of: sources).isComplete)
    for (file, text) in [
      (
        "Autograd/New/Erfinv.swift",
        "extension Tensor {\n  public func erfinv() -> Tensor { self }\n}\n"
      ),
      ("NN/GELU.swift", "public class GELU: Module, Layer {\n}\n"),
      ("NN/GELU2.swift", "public final class GELU2<T>: GELU {\n}\n"),
      ("NN/Swish.swift", "extension Tensor {\n  public func swish() -> Tensor { self }\n}\n"),
      ("NN/L1.swift", "public func l1Loss<T>(_ a: Tensor, _ b: [Int: T]) -> Tensor { a }\n"),
    ] {
      let url = sources.appending(path: file)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    let coverage = try Coverage(of: sources)
    #expect(
      coverage.missing == ["GELU", "GELU2", "erfinv()", "l1Loss(Tensor, [Int: T])", "swish()"])
    #expect(!coverage.isComplete)
    try FileManager.default.removeItem(at: sources.appending(path: "NN/Layers/Linear.swift"))
    #expect(try Coverage(of: sources).unknown == ["Linear"])
  }

  @Test func missingSourcesAreAnError() {
    #expect(throws: (any Error).self) { try Coverage(of: URL(filePath: "/nowhere")) }
  }
}
