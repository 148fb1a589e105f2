package import ApusTensor

// How a primitive is written: its value, then for each input how a gradient `g` of the result is pulled
// back to it. Rules are made of differentiable operations, so that they can be differentiated again.

extension Tensor {
  /// A primitive of any number of inputs:
  ///
  ///     Tensor(value) { [.linear(a) { g in g }, .reads(b) { g in g * b }] }
  ///
  /// Edges, and with them rules, are made only where recording is on.
  package convenience init(
    _ value: NDArray, name: StaticString = #function, _ edges: () -> [Edge]
  ) {
    let edges = GradMode.isEnabled ? edges() : []
    if edges.contains(where: \.isWanted) {
      let keepsResult = edges.contains(where: \.readsResult)
      self.init(value, madeBy: Node(name, .edges(edges), result: keepsResult ? value : nil))
    } else {
      self.init(value)
    }
  }

  /// Whether a step from these inputs is part of a graph.
  package static func isRecorded(_ inputs: [Tensor]) -> Bool {
    inputs.contains { $0.requiresGrad } && GradMode.isEnabled
  }

  /// What a function that is constant between its jumps makes of a gradient: zeros, also of an infinite
  /// one, that can be differentiated again.
  func vanished() -> Tensor { self.where(NDArray(scalar: false), else: 0) }
}

extension Edge {
  /// For a rule that needs nothing but the gradient, as those of sums and views.
  package static func linear(_ input: Tensor, _ rule: @escaping (Tensor) -> Tensor) -> Edge {
    Edge(input, reads: false, .ofGradient(rule))
  }

  /// For a rule that reads inputs.
  package static func reads(_ input: Tensor, _ rule: @escaping (Tensor) -> Tensor) -> Edge {
    Edge(input, reads: true, .ofGradient(rule))
  }

  /// For a rule that needs the result: the step keeps its value. A closure that captured its own result would be a
  /// reference cycle.
  package static func result(
    _ input: Tensor, _ rule: @escaping (_ gradient: Tensor, _ result: Tensor) -> Tensor
  ) -> Edge {
    Edge(input, reads: false, .ofGradientAndResult(rule))
  }

  /// For a rule that reads inputs and the result.
  package static func readsAndResult(
    _ input: Tensor, _ rule: @escaping (_ gradient: Tensor, _ result: Tensor) -> Tensor
  ) -> Edge {
    Edge(input, reads: true, .ofGradientAndResult(rule))
  }

  /// For a result that is a part of the input.
  package static func part(
    _ input: Tensor, whole: @escaping (Tensor) -> Tensor,
    add: @escaping (_ gradient: NDArray, _ to: inout NDArray) -> Void
  ) -> Edge {
    Edge(input, reads: false, .ofPart(PartRule(whole: whole, add: add)))
  }
}

// MARK: - The short form for one or two inputs

extension Tensor {
  /// An input, and how a gradient of the result is pulled back to it.
  package typealias Rule = (Tensor, (Tensor) -> Tensor)

  /// Rules that read their inputs.
  package convenience init(
    _ value: NDArray, _ a: @autoclosure () -> Rule, _ b: @autoclosure () -> Rule? = nil,
    name: StaticString = #function
  ) {
    self.init(value, name: name) { Tensor.edges(a(), b(), Edge.reads) }
  }

  /// Rules that need nothing but the gradient.
  package convenience init(
    _ value: NDArray, linear a: @autoclosure () -> Rule, _ b: @autoclosure () -> Rule? = nil,
    name: StaticString = #function
  ) {
    self.init(value, name: name) { Tensor.edges(a(), b(), Edge.linear) }
  }

  /// A rule that needs the result `y`.
  package convenience init(
    _ value: NDArray, result rule: @autoclosure () -> (Tensor, (Tensor, Tensor) -> Tensor),
    name: StaticString = #function
  ) {
    self.init(value, name: name) {
      let (input, pullback) = rule()
      return [.result(input, pullback)]
    }
  }

  private static func edges(
    _ a: Rule, _ b: Rule?, _ edge: (Tensor, @escaping (Tensor) -> Tensor) -> Edge
  ) -> [Edge] {
    guard let b else { return [edge(a.0, a.1)] }
    return [edge(a.0, a.1), edge(b.0, b.1)]
  }
}
