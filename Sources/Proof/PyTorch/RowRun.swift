import ApusAutograd
import ApusNN
import ApusSerialization
import ApusTensor

/// What a call is given: both sides draw the same numbers from the same stream, so that none of them is stored.
struct Drawing {
  /// What the names of its arrays begin with: `exp()/3`.
  let key: String
  let isOfDoubles: Bool

  /// Numbers that float32 holds, but for doubles.
  func array(_ name: String, _ shape: [Int], _ range: ClosedRange<Double> = -1...1) -> NDArray {
    let generator = Generator(seed: UInt64(crc32(Array("\(key)/\(name)".utf8))))
    let uniform = NDArray.rand(
      shape, dtype: isOfDoubles ? .float64 : .float32, generator: generator)
    return uniform * (range.upperBound - range.lowerBound) + range.lowerBound
  }

  func array(_ name: String, _ input: Input, _ usual: ClosedRange<Double>) -> NDArray {
    switch input.given {
    case .whole(let numbers, let dtype): NDArray(numbers, shape: input.shape).to(dtype)
    case .real(let numbers):
      NDArray(numbers, shape: input.shape).to(isOfDoubles ? .float64 : .float32)
    case nil: array(name, input.shape, input.range ?? usual)
    }
  }

  /// What the parameters of a module are drawn from: less where there are many, so that their sums do not saturate
  /// what follows.
  static func bound(_ shape: [Int]) -> Double { min(1, 2 / Double(shape.last ?? 1).squareRoot()) }
}

/// Named leaves and what was computed from them.
private struct Differentiated {
  let variables: [(name: String, tensor: Tensor)]
  let results: [(name: String, tensor: Tensor)]

  init(_ row: Row, _ call: Call, _ drawing: Drawing, _ dtype: DType?) throws {
    let order = row.order(of: call)
    let inputs = call.inputs.enumerated().map { k, input in
      let array = drawing.array("x\(k)", input, row.options.range)
      let isFloating = input.isFloatingPoint
      let typed = isFloating ? array.to(input.dtype ?? dtype ?? .float32) : array
      return Tensor(
        typed.laidOut(input.layout), requiresGrad: order > 0 && isFloating && !input.isConstant)
    }
    let module = row.module(call, dtype ?? .float32)
    if let module {
      var values: StateDict = [:]
      for (name, parameter) in module.namedParameters {
        let bound = Drawing.bound(parameter.shape)
        values[name] = drawing.array("param/\(name)", parameter.shape, -bound...bound)
          .to(parameter.dtype)
      }
      try module.load(values)
    }
    if row.options.draws { manualSeed(11) }
    let computed = row.results(of: call, module, inputs)
    variables =
      inputs.enumerated().map { ("x\($0)", $1) }
      + (module?.namedParameters ?? []).map { ("param/\($0.name)", $0.tensor) }
    results = computed.enumerated().map { ($0 == 0 ? "y" : "y\($0)", $1) }
  }
}

extension CaseRun {
  /// Compares the results of a row's call with PyTorch's, their gradients d/VARIABLE for given gradients g/RESULT, and
  /// second gradients dd/...: those of h = sum of <d/VARIABLE, w/VARIABLE> by the variables and by each g.
  ///
  /// The first gradients come from a plain `backward`, the second from one that records itself, so that a
  /// fused operation shows its kernels and its twin.
  func compare(_ row: Row, _ call: Call) throws {
    try file.requireDigest(row, row.title)
    let drawing = Drawing(key: key, isOfDoubles: call.isOfDoubles)
    if call.inputs.contains(where: { $0.isFloatingPoint && $0.count > 0 }) {
      getsDoubles = call.isOfDoubles
    }
    let first = try Differentiated(row, call, drawing, dtype)
    for (name, result) in first.results { try compare(result.array, name) }
    let order = row.order(of: call)
    if order >= 1 { try compareGradients(row, first, drawing) }
    if order >= 2 {
      try compareSecondGradients(row, Differentiated(row, call, drawing, dtype), drawing)
    }
  }

  private func compareGradients(_ row: Row, _ made: Differentiated, _ drawing: Drawing) throws {
    let upstream = try upstream(of: made, drawing, requiringGrad: false)
    if upstream.count == 1 {
      upstream[0].result.backward(gradient: upstream[0].gradient)
    } else {
      sumOfProducts(upstream.map { ($0.result, $0.gradient) })?.backward()
    }
    for (name, variable) in made.variables where variable.requiresGrad {
      try compareGradient(row, of: variable, "d/\(name)", .gradient)
    }
  }

  private func compareSecondGradients(
    _ row: Row, _ made: Differentiated, _ drawing: Drawing
  ) throws {
    let upstream = try upstream(of: made, drawing, requiringGrad: true)
    let wanted = made.variables.filter { $0.tensor.requiresGrad }
    let inputs = wanted.map(\.tensor)
    let found: [Tensor]
    if upstream.count == 1 {
      found = grad(
        of: upstream[0].result, wrt: inputs, gradient: upstream[0].gradient, createGraph: true)
    } else if let sum = sumOfProducts(upstream.map { ($0.result, $0.gradient) }) {
      found = grad(of: sum, wrt: inputs, createGraph: true)
    } else {
      found = []
    }
    let weighted = zip(wanted, found).map { variable, gradient in
      (
        gradient, Tensor(drawing.array("w/\(variable.name)", gradient.shape).to(gradient.dtype))
      )
    }
    if let h = sumOfProducts(weighted), h.requiresGrad { h.backward() }
    for (name, variable) in wanted {
      try compareGradient(row, of: variable, "dd/\(name)", .second)
    }
    for (name, _, gradient) in upstream {
      try compareGradient(row, of: gradient, "dd/g/\(name)", .second)
    }
  }

  private func compareGradient(
    _ row: Row, of variable: Tensor, _ name: String, _ quantity: Comparison.Quantity
  ) throws {
    let expected = try expected(name, in: row.options.gradientsOfFloat64 ? .float64 : nil)
    compare(try gradient(of: variable, name, quantity), to: expected, name, quantity)
  }

  /// The results that were recorded, each with the gradient that is given for it.
  private func upstream(
    of made: Differentiated, _ drawing: Drawing, requiringGrad: Bool
  ) throws -> [(name: String, result: Tensor, gradient: Tensor)] {
    let recorded = made.results.filter { $0.tensor.requiresGrad }
    if recorded.isEmpty { throw CaseProblem("nothing was recorded: there is no gradient") }
    return recorded.map { name, result in
      let g = drawing.array("g/\(name)", result.shape).to(result.dtype)
      return (name, result, Tensor(g, requiresGrad: requiringGrad))
    }
  }

  private func sumOfProducts(_ pairs: [(Tensor, Tensor)]) -> Tensor? {
    pairs.map { ($0 * $1).sum() }.reduce(nil) { sum, term in sum.map { $0 + term } ?? term }
  }
}
