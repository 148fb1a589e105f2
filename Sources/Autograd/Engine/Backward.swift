import ApusTensor

extension Tensor {
  /// Adds the gradient of this tensor to `grad` of every leaf that it was computed from.
  ///
  /// - Parameters:
  ///   - gradient: the gradient of some scalar with respect to this tensor; 1 where it is nil, which
  ///     only a tensor of one element allows.
  ///   - retainGraph: keeps what a further `backward` needs; by default it is freed on the way.
  ///   - createGraph: records the computation of the gradients, for second derivatives. A leaf whose `grad`
  ///     is recorded keeps its graph in memory, and the graph keeps the leaf: both stay until `zeroGrad()`
  ///     or `grad = nil`. `grad(of:wrt:createGraph:)` leaves nothing behind. A line on standard error says
  ///     so once.
  public func backward(
    gradient: Tensor? = nil, retainGraph: Bool? = nil, createGraph: Bool = false
  ) {
    checkHasGraph("backward")
    let start = startingGradient(gradient, "backward")
    BackwardRun(createGraph: createGraph, retainGraph: retainGraph ?? createGraph)
      .accumulate(from: self, start)
  }

  func checkHasGraph(_ operation: String) {
    require(
      requiresGrad,
      "\(operation): this tensor of shape \(shape) does not require gradients and no recorded step "
        + "made it (was it computed inside noGrad, or from leaves without requiresGrad?)")
  }

  func startingGradient(_ gradient: Tensor?, _ operation: String) -> Tensor {
    guard let gradient else {
      require(
        count == 1,
        "\(operation): a gradient is implied for one element only, the shape is \(shape); "
          + "call sum() first, or pass gradient:")
      return Tensor(.ones(shape, dtype: dtype))
    }
    require(
      gradient.shape == shape,
      "\(operation): the gradient's shape \(gradient.shape) differs from the tensor's \(shape)")
    return gradient.to(dtype)
  }
}
