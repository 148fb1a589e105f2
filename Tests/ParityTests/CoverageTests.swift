import Foundation
import ParitySuite
import Testing

/// Every public operation on tensors and arrays is compared with PyTorch's.
@Suite struct CoverageTests {
  /// Files whose public functions PyTorch has too.
  static let sources = [
    "Autograd/Primitives/Elementwise", "Autograd/Primitives/Indexing",
    "Autograd/Primitives/LinearAlgebra", "Autograd/Primitives/Reductions",
    "Autograd/Primitives/Softmax", "Autograd/Primitives/Views", "Autograd/Composites",
    "Autograd/Factories", "Tensor/Conversion", "Tensor/Elementwise", "Tensor/Factories",
    "Tensor/Indexing", "Tensor/LinearAlgebra", "Tensor/Matmul", "Tensor/RandomArrays",
    "Tensor/Reductions", "Tensor/Views",
  ]

  /// Items that have not the function's own name.
  static let otherNames = [
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "+=": "add assign",
    "-=": "subtract assign", "*=": "multiply assign", "/=": "divide assign",
  ]

  @Test func everyOperationHasAnItem() throws {
    let names = Set(ItemCase.all.map { $0.item.name })
    let firstWords = Set(names.map { String($0.split(separator: " ")[0]) })
    let functions = try Set(CoverageTests.sources.flatMap(CoverageTests.functions))
    #expect(functions.count > 70)
    let missing = functions.filter { name in
      CoverageTests.otherNames[name].map { !names.contains($0) } ?? !firstWords.contains(name)
    }
    #expect(missing.sorted() == [], "without a case in Tests/Fixtures")
  }

  /// A file that is added to the primitives must be read too.
  @Test func allPrimitivesAreRead() throws {
    let folder = CoverageTests.root.appending(path: "Autograd/Primitives")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let read = CoverageTests.sources.filter { $0.hasPrefix("Autograd/Primitives/") }
    #expect(Set(files) == Set(read.map { $0.dropFirst("Autograd/Primitives/".count) + ".swift" }))
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  /// The names of a file's public functions and operators.
  private static func functions(of file: String) throws -> [String] {
    let source = try String(contentsOf: root.appending(path: "\(file).swift"), encoding: .utf8)
    let pattern = /public (?:static )?(?:prefix )?func `?([A-Za-z0-9]+|[-+*\/=]+)/
    return source.matches(of: pattern).map { String($0.1) }
  }
}
