import ApusAutograd
import ApusTensor

/// A function of tensors at the point where its derivatives are checked.
struct DifferentiatedFunction {
  let names: [String]
  let point: [NDArray]
  /// Leaves with these values.
  let tensors: ([NDArray]) -> [Tensor]
  let result: ([Tensor]) throws -> Tensor

  /// Throws where there is no tensor, or one that is not float64.
  init(
    _ inputs: [(name: String, tensor: Tensor)], tensors: @escaping ([NDArray]) -> [Tensor],
    result: @escaping ([Tensor]) throws -> Tensor
  ) throws {
    if inputs.isEmpty {
      throw GradCheckFailure(
        .misuse, "there is nothing to differentiate with respect to",
        because: "no input or parameter of floating point that requires gradients was given")
    }
    for (name, tensor) in inputs where tensor.dtype != .float64 {
      throw GradCheckFailure(
        .float32, "\(name) is float32",
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
      try checkThatAllIsComputedInside()
      var comparison = GradComparison(
        first, options, order: 1, float32Step: { try result(tensors(point)).float32Step })
      try comparison.run()
      let upstream = comparison.upstream[0]
      let subsets = InputSubset.chosen(
        of: names.count, all: options.mode == .slow, comparison.random)
      try checkFirstDerivatives(of: subsets, upstream, options, recorded: false)
      comparison.summary.subsetCount = subsets.count
      if options.order == 1 { return comparison.summary }
      try checkTwins(upstream, options)
      comparison = comparison.next(second(upstream))
      try comparison.run()
      try checkSecondDerivatives(of: subsets, upstream, options, after: comparison)
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

  /// Its gradients, of all inputs or of those of a subset, as a function of the inputs and of the gradient
  /// that comes from above.
  ///
  /// The values compared are those of an ordinary backward, so that a fused primitive's kernel is
  /// compared with the derivative of its twin.
  func second(_ upstream: NDArray, of subset: InputSubset? = nil) -> CheckedFunction {
    CheckedFunction(
      names: names + ["the gradient from above"], point: point + [upstream],
      resultNames: (subset?.positions ?? Array(names.indices)).map { names[$0] },
      remark: subset.map { "where \($0.question(names))" },
      value: { values in
        try gradientsOrZeros(
          tensors(values.dropLast()), Tensor(values[values.count - 1]), of: subset,
          createGraph: false
        ).map(\.array)
      },
      recorded: {
        let inputs = tensors(point)
        let upstream = Tensor(upstream, requiresGrad: true)
        let first = try gradientsOrZeros(inputs, upstream, of: subset, createGraph: true)
        return { weights in
          let roots = zip(first, weights).filter { $0.0.requiresGrad }
          return BackwardRun(createGraph: false, retainGraph: true)
            .gradients(of: roots.map { ($0, Tensor($1)) }, wrt: inputs + [upstream])
            .map { $0?.array }
        }
      })
  }

  /// Throws where two calls share a step that leads to what the check moves: it would not move with it.
  private func checkThatAllIsComputedInside() throws {
    let inputs = tensors(point)
    let (first, second) = (try result(inputs).steps, try result(tensors(point)).steps)
    // Steps of both calls are alive here: no two of them are at one place in memory.
    let earlier = Set(first.map { ObjectIdentifier($0.node) })
    for (node, _) in second where earlier.contains(ObjectIdentifier(node)) {
      for edge in node.edges {
        guard case .leaf(let leaf) = edge.target,
          let position = inputs.firstIndex(where: { $0 === leaf })
        else { continue }
        throw GradCheckFailure(
          .misuse, "the result was not computed by the function, or a part of it was not",
          because:
            "the step `\(node.name)` from \(names[position]) was taken before; take it inside the function"
        )
      }
    }
    withExtendedLifetime(first) {}
  }

  private func gradients(
    of output: Tensor, _ inputs: [Tensor], _ upstream: Tensor, createGraph: Bool
  ) -> [Tensor?] {
    guard output.requiresGrad else { return inputs.map { _ in nil } }
    // Kept, as steps that the function took from elsewhere belong to somebody else.
    return BackwardRun(createGraph: createGraph, retainGraph: true)
      .gradients(of: [(output, upstream.to(output.dtype))], wrt: inputs)
  }

  /// The gradients of all inputs, or of those of a subset.
  func gradientsOrZeros(
    _ inputs: [Tensor], _ upstream: Tensor, of subset: InputSubset? = nil, createGraph: Bool
  ) throws -> [Tensor] {
    let output = try result(inputs)
    let wanted = subset.map { $0.positions.map { inputs[$0] } } ?? inputs
    return zip(wanted, gradients(of: output, wanted, upstream, createGraph: createGraph))
      .map { input, gradient in gradient ?? Tensor(.zeros(input.shape, dtype: .float64)) }
  }

  /// What is recorded must equal what is not: a fused primitive's twin its kernel, in value and gradient.
  private func checkTwins(_ upstream: NDArray, _ options: GradCheckOptions) throws {
    func disagreement(_ what: String, _ kernel: String, _ twin: String) -> GradCheckFailure {
      GradCheckFailure(
        order: 2, .twinDiffers, "a fused primitive's kernel and its twin disagree",
        because: "\(what) \(kernel) by the kernel and \(twin) by the twin")
    }
    func check(_ what: String, _ kernel: NDArray, _ twin: NDArray) throws {
      if let (place, a, b) = kernel.firstDifference(from: twin, options.rtol, options.atol) {
        throw disagreement("\(what) is\(place)", a, b)
      }
    }
    let log = TwinLog()
    _ = try Observation.$observer.withValue(log) { try result(tensors(point)) }
    for call in log.calls {
      let (count, twinCount) = (call.outputs.count, call.twinOutputs.count)
      if count != twinCount {
        throw disagreement("the number of results of \(call.name) is", "\(count)", "\(twinCount)")
      }
      for (kernel, twin) in zip(call.outputs, call.twinOutputs) {
        try check("a result of \(call.name)", kernel, twin)
      }
    }
    let steps = Set(log.calls.map(\.name)).sorted().joined(separator: ", ")
    let (plain, recorded) = try (
      gradientsOrZeros(tensors(point), Tensor(upstream), createGraph: false),
      gradientsOrZeros(tensors(point), Tensor(upstream), createGraph: true)
    )
    for (name, (plain, recorded)) in zip(names, zip(plain, recorded)) {
      try check("the gradient of \(name), through \(steps),", plain.array, recorded.array)
    }
  }
}

extension Tensor {
  /// The step behind this tensor that turned float64 into float32, nil where none is known.
  fileprivate var float32Step: String? {
    steps.first { node, dtype in
      dtype == .float32 && node.edges.contains { $0.dtype == .float64 }
    }?.node.name
  }
}
