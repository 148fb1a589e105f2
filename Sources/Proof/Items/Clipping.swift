import ApusAutograd
import ApusOptim
import ApusTensor

extension ItemGroup {
  static let clipping = ItemGroup(
    "Clipping", file: "clipping",
    [
      Item("clipGradNorm", tolerance: Tolerance.roundings) { run in try run.compareClipping() }
    ])
}

extension CaseRun {
  /// The norm, and all gradients after it; a last parameter has none.
  fileprivate func compareClipping() throws {
    let parameters = try (0..<arguments.int("gradients")).map { k in
      let gradient = try input("gradient/\(k)")
      let parameter = Tensor.zeros(gradient.shape, dtype: gradient.dtype, requiresGrad: true)
      parameter.grad = Tensor(gradient)
      return parameter
    }
    let without = Tensor.zeros(2, requiresGrad: true)
    let norm = clipGradNorm(parameters + [without], maxNorm: try arguments.number("maxNorm"))
    try compare(NDArray(scalar: norm).to(dtype ?? .float32), "norm")
    for (k, parameter) in parameters.enumerated() {
      try compareGradient(of: parameter, "clipped/\(k)", .value)
    }
    if without.grad != nil { throw CaseProblem("gave a gradient to a parameter that had none") }
  }
}
