public import ApusTensor

// How a primitive is written: its value, then for each input how a gradient `g` of the result is pulled
// back to it. Rules are made of differentiable operations, so that they can be differentiated again.

extension Tensor {
  /// An input, and how a gradient of the result is pulled back to it.
  package typealias Rule = (Tensor, (Tensor) -> Tensor)

  /// A primitive of one or two inputs whose rules read them.
  package convenience init(
    _ value: NDArray, _ a: @autoclosure () -> Rule, _ b: @autoclosure () -> Rule? = nil,
    name: StaticString = #function
  ) {
    self.init(value, name) { Tensor.edges(a(), b(), reads: true) }
  }

  /// A primitive whose rules need nothing but the gradient, as those of sums and views.
  package convenience init(
    _ value: NDArray, linear a: @autoclosure () -> Rule, _ b: @autoclosure () -> Rule? = nil,
    name: StaticString = #function
  ) {
    self.init(value, name) { Tensor.edges(a(), b(), reads: false) }
  }

  /// The same with a list of inputs.
  convenience init(_ value: NDArray, linearRules rules: [Rule], name: StaticString) {
    self.init(value, name) { rules.map { Edge($0.0, reads: false, .ofGradient($0.1)) } }
  }

  /// A primitive whose rule needs its result `y`: the step keeps the result's value. A closure that
  /// captured its own result would be a reference cycle.
  package convenience init(
    _ value: NDArray, result rule: @autoclosure () -> (Tensor, (Tensor, Tensor) -> Tensor),
    name: StaticString = #function
  ) {
    self.init(value, name, keepsResult: true) {
      let (input, pullback) = rule()
      return [Edge(input, reads: false, .ofGradientAndResult(pullback))]
    }
  }

  private static func edges(_ a: Rule, _ b: Rule?, reads: Bool) -> [Edge] {
    let first = Edge(a.0, reads: reads, .ofGradient(a.1))
    guard let b else { return [first] }
    return [first, Edge(b.0, reads: reads, .ofGradient(b.1))]
  }

  /// Edges, and with them rules, are made only where recording is on.
  private convenience init(
    _ value: NDArray, _ name: StaticString, keepsResult: Bool = false, _ edges: () -> [Edge]
  ) {
    let edges = GradMode.isEnabled ? edges() : []
    if edges.contains(where: \.isWanted) {
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
    Tensor(value(input.array), name, keepsResult: true) {
      [Edge(input, reads: true, .ofGradientAndResult { g, y in pullback(g, input, y) })]
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
    Tensor(value(a.array, b.array), name, keepsResult: true) {
      [
        Edge(a, reads: true, .ofGradientAndResult { g, y in pullback(g, a, b, y).0 }),
        Edge(b, reads: true, .ofGradientAndResult { g, y in pullback(g, a, b, y).1 }),
      ]
    }
  }
}
