import Tensor

/// A function of tensors at the point where its derivatives are checked.
struct DifferentiatedFunction {
  let names: [String]
  let point: [NDArray]
  /// Leaves with these values.
  let tensors: ([NDArray]) -> [Tensor]
  let result: ([Tensor]) throws -> Tensor

  /// Throws where a tensor is not float64.
  init(
    _ inputs: [(name: String, tensor: Tensor)], tensors: @escaping ([NDArray]) -> [Tensor],
    result: @escaping ([Tensor]) throws -> Tensor
  ) throws {
    require(!inputs.isEmpty, "gradCheck: nothing to differentiate with respect to")
    for (name, tensor) in inputs where tensor.dtype != .float64 {
      require(
        tensor.dtype.isFloatingPoint,
        "gradCheck: \(name) is \(tensor.dtype), which has no derivatives; let the function capture it"
      )
      throw GradCheckFailure(
        order: 1, .float32, "\(name) is float32",
        because:
          "a difference of two float32 values is mostly rounding; make it with dtype: .float64")
    }
    names = inputs.map(\.name)
    point = inputs.map(\.tensor.array)
    self.tensors = tensors
    self.result = result
  }

  func check(_ options: GradCheckOptions) throws -> GradCheckSummary {
    // Also inside noGrad, and whatever the mode in which the function is usually called.
    try GradMode.$isEnabled.withValue(true) {
      var comparison = GradComparison(
        first, options, order: 1, float32Step: { try result(tensors(point)).float32Step })
      try comparison.run()
      if options.order == 1 { return comparison.summary }
      let upstream = comparison.upstream[0]
      try checkRecordedGradient(upstream, options)
      comparison = comparison.next(second(upstream))
      try comparison.run()
      return comparison.summary
    }
  }

  /// The function itself.
  private var first: CheckedFunction {
    CheckedFunction(
      names: names, point: point, value: { [try result(tensors($0)).array] },
      recorded: {
        let inputs = tensors(point)
        let output = try result(inputs)
        return { upstream in
          gradients(of: output, inputs, Tensor(upstream[0]), createGraph: false).map { $0?.array }
        }
      })
  }

  /// Its gradients as a function of the inputs and of the gradient that comes from above.
  ///
  /// The values compared are those of an ordinary backward, so that a fused primitive's kernel is
  /// compared with the derivative of its twin.
  private func second(_ upstream: NDArray) -> CheckedFunction {
    CheckedFunction(
      names: names + ["the upstream gradient"], point: point + [upstream],
      value: { values in
        try gradientsOrZeros(
          tensors(values.dropLast()), Tensor(values[values.count - 1]), createGraph: false
        ).map(\.array)
      },
      recorded: {
        let inputs = tensors(point)
        let upstream = Tensor(upstream, requiresGrad: true)
        let first = try gradientsOrZeros(inputs, upstream, createGraph: true)
        return { weights in
          let roots = zip(first, weights).filter { $0.0.requiresGrad }
          return BackwardRun(createGraph: false, retainGraph: true)
            .gradients(of: roots.map { ($0, Tensor($1)) }, wrt: inputs + [upstream])
            .map { $0?.array }
        }
      })
  }

  private func gradients(
    of output: Tensor, _ inputs: [Tensor], _ upstream: Tensor, createGraph: Bool
  ) -> [Tensor?] {
    guard output.requiresGrad else { return inputs.map { _ in nil } }
    // Kept, as steps that the function took from elsewhere belong to somebody else.
    return BackwardRun(createGraph: createGraph, retainGraph: true)
      .gradients(of: [(output, upstream.to(output.dtype))], wrt: inputs)
  }

  private func gradientsOrZeros(_ inputs: [Tensor], _ upstream: Tensor, createGraph: Bool) throws
    -> [Tensor]
  {
    try zip(inputs, gradients(of: result(inputs), inputs, upstream, createGraph: createGraph))
      .map { input, gradient in gradient ?? Tensor(.zeros(input.shape, dtype: .float64)) }
  }

  /// A gradient that is recorded must equal one that is not.
  private func checkRecordedGradient(_ upstream: NDArray, _ options: GradCheckOptions) throws {
    let (plain, recorded) = try (
      gradientsOrZeros(tensors(point), Tensor(upstream), createGraph: false),
      gradientsOrZeros(tensors(point), Tensor(upstream), createGraph: true)
    )
    for (name, (plain, recorded)) in zip(names, zip(plain, recorded))
    where plain.shape != recorded.shape
      || !allClose(plain, recorded, rtol: options.rtol, atol: options.atol)
    {
      throw GradCheckFailure(
        order: 2, .recordedGradientDiffers,
        "the gradient of \(name) changes when it is recorded (createGraph: true)",
        because: "a fused primitive's kernel and its twin disagree")
    }
  }
}

extension Tensor {
  /// The step behind this tensor that turned float64 into float32, nil where none is known.
  fileprivate var float32Step: String? {
    var seen = Set<ObjectIdentifier>()
    var found = [(node, dtype)]
    while let (node, dtype) = found.popLast() {
      guard let node, seen.insert(ObjectIdentifier(node)).inserted else { continue }
      if dtype == .float32 && node.edges.contains(where: { $0.dtype == .float64 }) {
        return node.name
      }
      for edge in node.edges {
        if case .node(let source, _) = edge.target { found.append((source, edge.dtype)) }
      }
    }
    return nil
  }
}
