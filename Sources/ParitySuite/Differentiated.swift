import ApusAutograd
import ApusTensor

/// Named leaves and what was computed from them.
struct Differentiated {
  let variables: [(name: String, tensor: Tensor)]
  let results: [(name: String, tensor: Tensor)]
}

extension CaseRun {
  /// Compares the results of `build` with the stored ones, their gradients d/VARIABLE given the gradients
  /// g/RESULT, and second gradients dd/...: those of h = sum of <d/VARIABLE, w/VARIABLE> by the variables and
  /// by each g. Up to the order that the case asks for; only differentiable results have a g.
  ///
  /// The first gradients come from a plain `backward`, the second from one that records itself, so that a
  /// fused operation shows its kernels and its twin.
  func compareDerivatives(of build: () throws -> Differentiated) throws {
    let first = try build()
    for (name, result) in first.results { try compare(result.array, name) }
    if example.order >= 1 { try compareGradients(first) }
    if example.order >= 2 { try compareSecondGradients(try build()) }
  }

  private func compareGradients(_ made: Differentiated) throws {
    let upstream = try gradients(of: made.results, requiringGrad: false)
    if upstream.count == 1 {
      upstream[0].result.backward(gradient: upstream[0].gradient)
    } else {
      sumOfProducts(upstream.map { ($0.result, $0.gradient) })?.backward()
    }
    for (name, variable) in made.variables where variable.requiresGrad {
      try compareGradient(of: variable, "d/\(name)", .gradient)
    }
  }

  private func compareSecondGradients(_ made: Differentiated) throws {
    let upstream = try gradients(of: made.results, requiringGrad: true)
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
    let weighted = try zip(wanted, found).map { variable, gradient in
      (gradient, Tensor(try input("w/\(variable.name)").to(gradient.dtype)))
    }
    if let h = sumOfProducts(weighted), h.requiresGrad { h.backward() }
    for (name, variable) in wanted {
      try compareGradient(of: variable, "dd/\(name)", .second)
    }
    for (name, _, gradient) in upstream {
      try compareGradient(of: gradient, "dd/g/\(name)", .second)
    }
  }

  /// The results that were recorded, each with the gradient that is given for it.
  private func gradients(
    of results: [(name: String, tensor: Tensor)], requiringGrad: Bool
  ) throws -> [(name: String, result: Tensor, gradient: Tensor)] {
    try results.compactMap { name, result in
      guard let g = try inputIfAny("g/\(name)") else {
        if result.requiresGrad {
          throw CaseProblem("\(name) was recorded, but is given no gradient")
        }
        return nil
      }
      if !result.requiresGrad { throw CaseProblem("\(name) was not recorded: it has no gradient") }
      return (name, result, Tensor(g.to(result.dtype), requiresGrad: requiringGrad))
    }
  }

  private func sumOfProducts(_ pairs: [(Tensor, Tensor)]) -> Tensor? {
    pairs.map { ($0 * $1).sum() }.reduce(nil) { sum, term in sum.map { $0 + term } ?? term }
  }
}
