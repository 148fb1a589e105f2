public import ApusTensor

// A user's own derivatives.

extension Tensor {
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
    Tensor(value(input.array), name: name) {
      [.readsAndResult(input) { g, y in pullback(g, input, y) }]
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
    primitive(
      of: [a, b], name: name, value: { value($0[0], $0[1]) },
      pullback: { g, inputs, y in
        let (a, b) = pullback(g, inputs[0], inputs[1], y)
        return [a, b]
      })
  }

  /// The same for a function of any number of tensors. The pullback gives the gradients of all of them.
  public static func primitive(
    of inputs: [Tensor], name: StaticString = "primitive", value: ([NDArray]) -> NDArray,
    pullback:
      @escaping (_ gradient: Tensor, _ inputs: [Tensor], _ result: Tensor) -> [Tensor]
  ) -> Tensor {
    let result = value(inputs.map(\.array))
    guard isRecorded(inputs) else { return Tensor(result) }
    let edges = inputs.map { Edge($0, reads: true, .ofStep) }
    return Tensor(
      result,
      madeBy: Node(name, .joint(edges) { g, y in pullback(g, inputs, y) }, result: result))
  }
}
