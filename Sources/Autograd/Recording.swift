public import Tensor

// How a primitive is written: its value, then for each input how a gradient `g` of the result is pulled
// back to it. Rules are made of differentiable operations, so that they can be differentiated again.

extension Tensor {
  /// A primitive whose rules read its inputs.
  package convenience init(
    _ value: NDArray, _ rules: (Tensor, (Tensor) -> Tensor)..., name: StaticString = #function
  ) {
    self.init(value, name, Tensor.isRecorded(rules.map(\.0))) {
      .edges(rules.map { Edge($0.0, reads: true, .ofGradient($0.1)) })
    }
  }

  /// A primitive whose rules need nothing but the gradient, as those of sums and views.
  package convenience init(
    _ value: NDArray, linear rules: (Tensor, (Tensor) -> Tensor)..., name: StaticString = #function
  ) {
    self.init(value, name, Tensor.isRecorded(rules.map(\.0))) {
      .edges(rules.map { Edge($0.0, reads: false, .ofGradient($0.1)) })
    }
  }

  /// A primitive whose rules need its result `y`: the step keeps the result's value. A closure that
  /// captured its own result would be a reference cycle.
  package convenience init(
    _ value: NDArray, result rules: (Tensor, (Tensor, Tensor) -> Tensor)...,
    name: StaticString = #function
  ) {
    self.init(value, name, Tensor.isRecorded(rules.map(\.0)), keepsResult: true) {
      .edges(rules.map { Edge($0.0, reads: false, .ofGradientAndResult($0.1)) })
    }
  }

  /// The same with a list of inputs.
  convenience init(
    _ value: NDArray, linearRules rules: [(Tensor, (Tensor) -> Tensor)], name: StaticString
  ) {
    self.init(value, name, Tensor.isRecorded(rules.map(\.0))) {
      .edges(rules.map { Edge($0.0, reads: false, .ofGradient($0.1)) })
    }
  }

  private convenience init(
    _ value: NDArray, _ name: StaticString, _ isRecorded: Bool, keepsResult: Bool = false,
    _ rule: () -> Node.Rule
  ) {
    if isRecorded {
      self.init(value, madeBy: Node(name, rule(), result: keepsResult ? value : nil))
    } else {
      self.init(value)
    }
  }

  /// Whether a step from these inputs is part of a graph.
  package static func isRecorded(_ inputs: [Tensor]) -> Bool {
    inputs.contains { $0.requiresGrad } && GradMode.isEnabled
  }

  // MARK: - A user's own

  /// A differentiable function with a derivative written by hand.
  ///
  /// - Parameters:
  ///   - value: the function on arrays.
  ///   - pullback: from the gradient of the result, the input and the result to the gradient of the
  ///     input. Written with tensor operations it can be differentiated again. `gradCheck` proves it.
  public static func primitive(
    of input: Tensor, name: StaticString = "primitive", value: (NDArray) -> NDArray,
    pullback: @escaping (_ gradient: Tensor, _ input: Tensor, _ result: Tensor) -> Tensor
  ) -> Tensor {
    Tensor(value(input.array), name, isRecorded([input]), keepsResult: true) {
      .edges([
        Edge(input, reads: true, .ofGradientAndResult { g, y in pullback(g, input, y) })
      ])
    }
  }

  /// The same for a function of two tensors. The pullback gives both gradients.
  public static func primitive(
    of a: Tensor, _ b: Tensor, name: StaticString = "primitive",
    value: (NDArray, NDArray) -> NDArray,
    pullback:
      @escaping (_ gradient: Tensor, _ a: Tensor, _ b: Tensor, _ result: Tensor) -> (
        Tensor, Tensor
      )
  ) -> Tensor {
    Tensor(value(a.array, b.array), name, isRecorded([a, b]), keepsResult: true) {
      .edges([
        Edge(a, reads: true, .ofGradientAndResult { g, y in pullback(g, a, b, y).0 }),
        Edge(b, reads: true, .ofGradientAndResult { g, y in pullback(g, a, b, y).1 }),
      ])
    }
  }
}
