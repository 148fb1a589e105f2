package import FoundationEssentials

/// Whether everything that the sources declare is in the table.
package struct Coverage: Encodable, Sendable {
  /// How many operations and modules gradients flow through.
  package let declared: Int
  /// Declared, but without a case.
  package let missing: [String]
  /// In the table or among the exceptions, but not declared.
  package let unknown: [String]

  package var isComplete: Bool { missing.isEmpty && unknown.isEmpty }

  /// Throws where the sources cannot be read.
  package init(of sources: URL) throws {
    let all = Set(try Declarations.all(in: sources))
    let exceptions = Coverage.exceptions
    let checked = Set(Suite.subjects.filter { $0.isDeclared }.map(\.name))
    declared = all.subtracting(exceptions).count
    missing = all.subtracting(exceptions).subtracting(checked).sorted()
    unknown = checked.union(exceptions).subtracting(all).sorted()
  }

  /// Operations without a gradient, and what others are made of.
  private static let exceptions: Set<String> = [
    // Indices
    "argmax(dim:, keepDim:)", "argmin(dim:, keepDim:)",
    // Truth values
    "equal(Tensor)", "notEqual(Tensor)", "less(Tensor)", "lessEqual(Tensor)", "greater(Tensor)",
    "greaterEqual(Tensor)", "equal(Double)", "notEqual(Double)", "less(Double)",
    "lessEqual(Double)", "greater(Double)", "greaterEqual(Double)",
    // Behind the public `fused` and its second derivative
    "fused(StaticString, inputs:, outputs:, overwritingBackward:, twin:)",
    "recordedDerivative(of:, at:, [Tensor?], [Bool])",
  ]
}

extension Subject {
  /// Whether the name is that of a declaration; engine cases may have names of their own.
  fileprivate var isDeclared: Bool { kind != .engine || name.contains("(") }
}
