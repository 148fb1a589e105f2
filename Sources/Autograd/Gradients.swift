// Gradients of one tensor with respect to others, leaving nothing behind in `grad` of any leaf.

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
    Autograd.grad(
      of: self, wrt: inputs, gradient: gradient, retainGraph: retainGraph,
      createGraph: createGraph)
  }
}
