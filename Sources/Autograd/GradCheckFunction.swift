import Tensor

/// A function of tensors at the point where its derivatives are checked.
struct DifferentiatedFunction {
  let names: [String]
  let point: [NDArray]
  /// Leaves with these values.
  let leaves: ([NDArray]) -> [Tensor]
  let result: ([Tensor]) throws -> Tensor

  init(
    _ inputs: [(name: String, tensor: Tensor)], leaves: @escaping ([NDArray]) -> [Tensor],
    result: @escaping ([Tensor]) throws -> Tensor
  ) {
    require(!inputs.isEmpty, "gradCheck: nothing to differentiate with respect to")
    for (name, tensor) in inputs where tensor.dtype != .float64 {
      trap(
        "gradCheck: \(name) is \(tensor.dtype); differences are exact enough in float64 only, make "
          + "it with dtype: .float64")
    }
    names = inputs.map(\.name)
    point = inputs.map(\.tensor.array)
    self.leaves = leaves
    self.result = result
  }

  func check(_ options: GradCheckOptions) throws {
    // Also inside noGrad, and whatever the mode in which the function is usually called.
    try GradMode.$isEnabled.withValue(true) {
      let random = RandomProbes()
      let upstream = try GradComparison(first, options, random, order: 1).run()
      if options.order == 2 {
        try checkRecordedGradient(upstream[0], options)
        _ = try GradComparison(second(upstream[0]), options, random, order: 2).run()
      }
    }
  }

  /// The function itself.
  private var first: CheckedFunction {
    CheckedFunction(
      names: names, point: point, value: { [try result(leaves($0)).array] },
      pullback: { upstream in
        try gradients(leaves(point), Tensor(upstream[0]), createGraph: false).map { $0?.array }
      })
  }

  /// Its gradients as a function of the inputs and of the gradient that comes from above.
  ///
  /// The values compared are those of an ordinary backward, so that a fused primitive's kernel is
  /// compared with the derivative of its twin.
  private func second(_ upstream: NDArray) -> CheckedFunction {
    func gradientsOrZeros(_ inputs: [Tensor], _ upstream: Tensor, createGraph: Bool) throws
      -> [Tensor]
    {
      try zip(inputs, gradients(inputs, upstream, createGraph: createGraph)).map {
        input, gradient in
        gradient ?? Tensor(.zeros(input.shape, dtype: .float64))
      }
    }
    return CheckedFunction(
      names: names + ["the upstream gradient"], point: point + [upstream],
      value: { values in
        try gradientsOrZeros(
          leaves(values.dropLast()), Tensor(values[values.count - 1]), createGraph: false
        ).map(\.array)
      },
      pullback: { weights in
        let inputs = leaves(point)
        let upstream = Tensor(upstream, requiresGrad: true)
        let first = try gradientsOrZeros(inputs, upstream, createGraph: true)
        let roots = zip(first, weights).filter { $0.0.requiresGrad }
        return BackwardRun(createGraph: false, retainGraph: true)
          .gradients(of: roots.map { ($0, Tensor($1)) }, wrt: inputs + [upstream])
          .map { $0?.array }
      })
  }

  private func gradients(_ inputs: [Tensor], _ upstream: Tensor, createGraph: Bool) throws
    -> [Tensor?]
  {
    let output = try result(inputs)
    guard output.requiresGrad else { return inputs.map { _ in nil } }
    // Kept, as steps that the function took from elsewhere belong to somebody else.
    return BackwardRun(createGraph: createGraph, retainGraph: true)
      .gradients(of: [(output, upstream.to(output.dtype))], wrt: inputs)
  }

  /// A gradient that is recorded must equal one that is not.
  private func checkRecordedGradient(_ upstream: NDArray, _ options: GradCheckOptions) throws {
    let plain = try gradients(leaves(point), Tensor(upstream), createGraph: false)
    let recorded = try gradients(leaves(point), Tensor(upstream), createGraph: true)
    for (argument, (plain, recorded)) in zip(plain, recorded).enumerated() {
      let (a, b) = (plain?.array, recorded?.array)
      let pairs = zip(a?.scalars(as: Double.self) ?? [], b?.scalars(as: Double.self) ?? [])
      let isClose = pairs.allSatisfy { abs($0 - $1) <= options.atol + options.rtol * abs($1) }
      if a?.shape != b?.shape || !isClose {
        throw GradCheckFailure(
          order: 2, .recordedGradientDiffers,
          "the gradient of \(names[argument]) changes when it is recorded (createGraph: true): a fused "
            + "primitive's twin and its kernel disagree.")
      }
    }
  }
}

/// A function of arrays with its derivative, at a point.
struct CheckedFunction {
  let names: [String]
  let point: [NDArray]
  /// The results for other values of the arguments.
  let value: ([NDArray]) throws -> [NDArray]
  /// From a gradient for each result to the gradient of each argument at the point; nil where no
  /// gradient arrives.
  let pullback: ([NDArray]) throws -> [NDArray?]
}

/// The random numbers of a check: they leave every other generator alone.
struct RandomProbes {
  private let generator = Generator(seed: 20_26)

  /// Between 1/2 and 3/2 in magnitude, of either sign, so that no element goes unseen; in steps that
  /// float32 holds exactly.
  func array(_ shape: [Int]) -> NDArray {
    let uniform = NDArray.rand(shape, dtype: .float64, generator: generator)
    let centred = (uniform * 2048).floor() / 1024 - 1
    return centred + (centred.less(0).to(.float64) * -1 + 0.5)
  }
}
