import ApusTensor

// Gradients of one tensor with respect to others, leaving nothing behind in `grad` of any leaf.

/// Gradients of `output` with respect to each of `inputs`, leaving nothing behind in `grad`.
///
/// Traps where `output` does not depend on an input. Parameters as for `Tensor.backward`.
public func grad(
  of output: Tensor, wrt inputs: [Tensor], gradient: Tensor? = nil, retainGraph: Bool? = nil,
  createGraph: Bool = false
) -> [Tensor] {
  output.checkHasGraph("grad")
  let start = output.startingGradient(gradient, "grad")
  let found = BackwardRun(createGraph: createGraph, retainGraph: retainGraph ?? createGraph)
    .gradients(of: [(output, start)], wrt: inputs)
  return found.enumerated().map { position, gradient in
    gradient
      ?? {
        trap("grad: the output does not depend on input \(position) (\(inputs[position].shape))")
      }()
  }
}

/// The gradient of `output` with respect to `input`, in the shape and type of `input`.
///
/// Traps where `output` does not depend on `input`. Parameters as for `Tensor.backward`.
public func grad(
  of output: Tensor, wrt input: Tensor, gradient: Tensor? = nil, retainGraph: Bool? = nil,
  createGraph: Bool = false
) -> Tensor {
  grad(
    of: output, wrt: [input], gradient: gradient, retainGraph: retainGraph,
    createGraph: createGraph)[0]
}

extension Tensor {
  /// The gradient of this tensor with respect to `input`, as the function `grad(of:wrt:)` gives it.
  ///
  /// Traps where this tensor does not depend on `input`. Parameters as for `backward`.
  public func grad(
    wrt input: Tensor, gradient: Tensor? = nil, retainGraph: Bool? = nil,
    createGraph: Bool = false
  ) -> Tensor {
    grad(
      wrt: [input], gradient: gradient, retainGraph: retainGraph, createGraph: createGraph)[0]
  }

  /// The gradients of this tensor with respect to each of `inputs`.
  public func grad(
    wrt inputs: [Tensor], gradient: Tensor? = nil, retainGraph: Bool? = nil,
    createGraph: Bool = false
  ) -> [Tensor] {
    ApusAutograd.grad(
      of: self, wrt: inputs, gradient: gradient, retainGraph: retainGraph,
      createGraph: createGraph)
  }
}
