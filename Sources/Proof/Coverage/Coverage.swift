package import FoundationEssentials

/// Whether everything that the sources declare is in the table.
package struct Coverage: Encodable, Sendable {
  /// How many operations and modules gradients flow through.
  package let declared: Int
  /// Declared, but without a row.
  package let missing: [String]
  /// In the table or among the exceptions, but not declared.
  package let unknown: [String]

  package var isComplete: Bool { missing.isEmpty && unknown.isEmpty }

  /// Throws where the sources cannot be read.
  package init(of sources: URL) throws {
    let declarations = try Declaration.all(of: ["Autograd", "NN"], in: sources)
    let beside = try Declaration.all(of: ["Tensor"], in: sources).filter {
      $0.owner == "NumberArithmetic"
    }
    let all = Set((declarations + beside).compactMap(\.operation)).union(declarations.modules)
    // No row of the name has a gradient; those of integers stand beside others.
    let rows = ProofTable.standard.rows
    let flat = Set(rows.map(\.name)).subtracting(rows.filter(\.isDifferentiable).map(\.name))
    let exceptions = Coverage.exceptions
    let checked = Set(Suite.subjects.filter { $0.isDeclared }.map(\.name))
    let differentiable = all.subtracting(exceptions).subtracting(flat)
    declared = differentiable.count
    missing = differentiable.subtracting(checked).sorted()
    unknown = checked.union(exceptions).subtracting(all).sorted()
  }

  /// What gives tensors and is not checked, and why.
  private static let exceptions = Set(
    [
      // Leaves have no inputs.
      "rand(Int..., dtype:, requiresGrad:, generator:)",
      "rand([Int], dtype:, requiresGrad:, generator:)",
      "randn(Int..., dtype:, requiresGrad:, generator:)",
      "randn([Int], dtype:, requiresGrad:, generator:)", "detach(requiresGrad:)",
      "uniform([Int], from:, to:, dtype:, generator:)",
      "normal([Int], mean:, std:, dtype:, generator:)",
      "kaimingUniform([Int], a:, dtype:, generator:)",
      "xavierUniform([Int], gain:, dtype:, generator:)",
      "orthogonal([Int], gain:, dtype:, generator:)",
    ] + [
      // Parts of modules
      "parameters", "namedParameters", "buffers", "namedBuffers", "_tensors(named:)",
      "subscript(name:)",
    ] + [
      // What others are made of, and what differentiates
      "fused(StaticString, inputs:, outputs:, overwritingBackward:, twin:)",
      "recordedDerivative(of:, at:, [Tensor?], [Bool])",
      "grad(of:, wrt:, gradient:, retainGraph:, createGraph:)",
      "grad(wrt:, gradient:, retainGraph:, createGraph:)",
      "lstmLayer(Tensor, h0:, c0:, LSTMLayerWeights, isReverse:)",
      "crossEntropyLosses(Tensor, ClassTargets)", "layerNorm(Tensor, Tensor, Tensor, eps:)",
      "lstmLayerTwin([Tensor], isReverse:)", "indexSelect(dim:, Tensor, operation:)",
      "ctcLosses(Tensor, CTCTargets, zeroInfinity:)",
      "ctcTwin(Tensor, CTCTargets)", "masked(by:, scale:)", "gradients(of:, wrt:, within:)",
      "gradient(Tensor, at:)",
    ])
}

extension Declaration {
  /// What gradients can flow through: a function that gives tensors or changes its first operand; nil for
  /// everything else. What is called stands in the table as its type.
  fileprivate var operation: String? {
    let isAssignment = parameters.first?.hasPrefix("inout") == true
    return !isType && (isAssignment || gives("Tensor") || gives("Self")) && name != "callAsFunction"
      ? signature : nil
  }
}

extension [Declaration] {
  /// Public classes that inherit from `Module`, or from one that does.
  fileprivate var modules: Set<String> {
    let classes = filter { $0.kind == .class && $0.isPublic }
    var found: Set = ["Module"]
    while let next = classes.first(where: { declaration in
      !found.contains(declaration.name) && found.contains { declaration.gives($0) }
    }) {
      found.insert(next.name)
    }
    return found.subtracting(["Module"])
  }
}

extension Subject {
  /// Whether the name is that of a declaration; engine cases may have names of their own.
  fileprivate var isDeclared: Bool { kind != .engine || name.contains("(") }
}
