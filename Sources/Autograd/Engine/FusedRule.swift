public import ApusTensor

/// The derivative of a fused primitive.
struct FusedRule {
  /// `isLast`: the graph is freed, so that what the forward pass saved may be overwritten.
  typealias Backward = (_ gradients: [NDArray?], _ needs: [Bool], _ isLast: Bool) -> [NDArray?]

  let backward: Backward
  let twin: ([Tensor]) -> [Tensor]

  /// Gradients of the inputs by the kernel: nothing of it is recorded.
  func pullback(_ gradients: [Tensor?], _ needs: [Bool], isLast: Bool) -> [Tensor?] {
    backward(gradients.map { $0?.array }, needs, isLast).map { $0.map { Tensor($0) } }
  }

  /// Gradients of the inputs by the twin, as part of the graph.
  func recordedPullback(_ inputs: [Tensor], _ gradients: [Tensor?], _ needs: [Bool]) -> [Tensor?] {
    recordedDerivative(of: twin, at: inputs, gradients, needs)
  }
}

extension Tensor {
  /// A primitive with several inputs and results whose forward and backward are kernels on arrays.
  ///
  /// - Parameters:
  ///   - inputs: what the function was computed from.
  ///   - outputs: what it gave.
  ///   - backward: from the gradient of each result (nil: nobody used it) to that of each input.
  ///     `needs` says which of these are wanted; the others may be nil.
  ///   - twin: the same function composed of primitives. Differentiating a derivative runs it: it is
  ///     what makes second derivatives of fused kernels exist, and the reference for their tests. It
  ///     must give the same values for the same inputs: random masks are passed in, never drawn again.
  public static func fused(
    _ name: StaticString = #function, inputs: [Tensor], outputs: [NDArray],
    backward: @escaping (_ gradients: [NDArray?], _ needs: [Bool]) -> [NDArray?],
    twin: @escaping ([Tensor]) -> [Tensor]
  ) -> [Tensor] {
    fused(
      name, inputs: inputs, outputs: outputs,
      overwritingBackward: { g, needs, _ in backward(g, needs) },
      twin: twin)
  }

  /// The same with a backward that learns whether the graph is freed, and may then overwrite what the
  /// forward pass saved.
  package static func fused(
    _ name: StaticString = #function, inputs: [Tensor], outputs: [NDArray],
    overwritingBackward backward:
      @escaping (
        _ gradients: [NDArray?], _ needs: [Bool], _ isLast: Bool
      ) -> [NDArray?],
    twin: @escaping ([Tensor]) -> [Tensor]
  ) -> [Tensor] {
    guard isRecorded(inputs) else { return outputs.map { Tensor($0) } }
    Observation.observer?.recorded(
      fused: Node.name(of: name), inputs: inputs, outputs: outputs, twin: twin)
    let edges = inputs.map { Edge($0, reads: true, .ofStep) }
    let node = Node(
      name, outputCount: outputs.count,
      .fused(edges, FusedRule(backward: backward, twin: twin)))
    return outputs.enumerated().map { Tensor($1, madeBy: node, output: $0) }
  }
}

/// Gradients of a function's inputs from those of its results (nil: nobody used one), as part of the
/// graph.
///
/// The function runs on an alias of each input and is differentiated with respect to the aliases: where
/// one input was computed from another, their own gradients must not be mixed here. An input whose
/// gradient is not asked for has an alias too: the other gradients depend on it.
package func recordedDerivative(
  of function: ([Tensor]) -> [Tensor], at inputs: [Tensor], _ gradients: [Tensor?], _ needs: [Bool]
) -> [Tensor?] {
  let aliases = zip(inputs, needs).map { input, isNeeded in
    input.requiresGrad
      ? Tensor(input.array, linear: (input, { $0 }), name: "alias")
      // One that requires gradients no longer, but did when the step was taken, still gets its own.
      : Tensor(input.array, requiresGrad: isNeeded)
  }
  let outputs = function(aliases)
  require(
    outputs.count == gradients.count,
    "fused: the twin gives \(outputs.count) results, the kernel \(gradients.count)")
  for (output, gradient) in zip(outputs, gradients) {
    require(
      gradient == nil || gradient!.shape == output.shape,
      "fused: the twin's result has shape \(output.shape), the kernel's \(gradient?.shape ?? [])")
  }
  let used = outputs.indices.filter { gradients[$0] != nil && outputs[$0].requiresGrad }
  let wanted = aliases.indices.filter { needs[$0] }
  let found = BackwardRun(createGraph: true, retainGraph: true).gradients(
    of: used.map { (outputs[$0], gradients[$0]!) }, wrt: wanted.map { aliases[$0] },
    within: aliases)
  var result = [Tensor?](repeating: nil, count: inputs.count)
  for (position, index) in wanted.enumerated() {
    // Zeros for an input that this call did not use, as kernels give.
    result[index] =
      found[position] ?? Tensor(.zeros(inputs[index].shape, dtype: inputs[index].dtype))
  }
  return result
}
