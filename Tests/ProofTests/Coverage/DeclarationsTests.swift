import FoundationEssentials
import Testing

@testable import ApusProof

/// What is read of the sources, by which the suites find out what they have forgotten.
@Suite struct DeclarationsTests {
  private let source = """
    @available(*, deprecated) public func free<D: Dataset>(_ parts: D, by: Int) throws -> [Subset<D>] {}
    extension Tensor {
      public func a(_ x: [Int], dim: Int = 0, _ y: Tensor) -> Tensor {}
      public static func / (a: Tensor, b: Double) -> Tensor {}
      public static func += (a: inout Tensor, b: Tensor) { a = a + b }
      private func hidden() -> Tensor {}
      func alsoHidden() -> Tensor {}
      public func count() -> Int {}
      package func b(
        in place: Int, f: (Int, Int) -> Int
      ) -> (Tensor, Tensor) {}
      @inlinable public final func generic<T: Scalar>(_ x: Dictionary<String, T>, _ y: T) -> Tensor {}
      public func `where`() -> [Tensor] {}
      public subscript(indices: any TensorIndex...) -> Tensor {}
      public var T: Tensor {}
      public var count: Int {}
      public private(set) var stored: Tensor
    }
    private struct Hidden {
      package var shown: Int { 0 }
    }
    public final class A: Module {
      public struct State: Sendable {
      }
    }
    open class B: Module, Layer {
    }
    class C: Module {
    }
    public protocol Sampler<Element>: Sendable {
      func indices() -> [Int]
    }
    """

  @Test func declarationsAreRead() {
    let found = Declaration.declarations(in: source)
    #expect(
      found.map(\.signature) == [
        "free(D, by:)", "a([Int], dim:, Tensor)", "/(Tensor, Double)", "+=(inout Tensor, Tensor)",
        "count()", "b(in:, f:)", "generic(Dictionary<String, T>, T)", "where()",
        "subscript(indices:)", "T", "count", "shown", "A", "State", "B", "Sampler",
      ])
    #expect(
      found.filter { $0.gives("Tensor") }.map(\.name) == [
        "a", "/", "b", "generic", "where", "subscript", "T",
      ])
    #expect(found.filter { !$0.isPublic }.map(\.name) == ["b", "shown"])
    #expect(found.filter(\.isType).map(\.kind) == [.class, .struct, .class, .protocol])
  }

  @Test func membersHaveOwners() {
    let found = Declaration.declarations(in: source)
    #expect(found.first?.owner == nil)
    #expect(found.filter { $0.owner == "Tensor" }.count == 10)
    #expect(found.first { $0.name == "shown" }?.owner == "Hidden")
    #expect(found.first { $0.name == "State" }?.owner == "A")
    #expect(found.filter { $0.isType && $0.owner == nil }.map(\.name) == ["A", "B", "Sampler"])
  }

  /// Only an operator's operands have names that are not labels.
  @Test func namesOfOperandsAreNoLabels() {
    let source = """
      public static func kaiming(_ shape: [Int], a: Double = 0, b: Int) -> Tensor {}
      public static func == (lhs: Tensor, rhs: Double) -> Tensor {}
      public prefix static func - (a: Tensor) -> Tensor {}
      public func _ab(a: Tensor) -> Tensor {}
      """
    #expect(
      Declaration.declarations(in: source).map(\.signature) == [
        "kaiming([Int], a:, b:)", "==(Tensor, Double)", "-(Tensor)", "_ab(a:)",
      ])
  }

  @Test func listsAndDictionariesAreOwners() {
    let source = """
      public struct Batch {
      }
      extension [Tensor] {
        public func total() -> Tensor {}
      }
      extension [String: Tensor] where Key: Sendable {
        public var shapes: [Int] {}
      }
      extension Array<Tensor> {
        public func mean() -> Tensor {}
      }
      """
    #expect(
      Declaration.declarations(in: source).map { "\($0.owner ?? "none").\($0.signature)" } == [
        "none.Batch", "[Tensor].total()", "[String: Tensor].shapes", "Array.mean()",
      ])
  }

  @Test func missingSourcesAreAnError() {
    #expect(throws: (any Error).self) {
      try Declaration.all(of: ["Tensor"], in: URL(filePath: "/nowhere"))
    }
  }
}
