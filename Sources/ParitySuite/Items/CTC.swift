import ApusAutograd
import ApusNN
import ApusTensor

extension ItemGroup {
  static let ctc = ItemGroup(
    "Losses", file: "ctc",
    [
      Item(
        "CTCLoss",
        remark:
          "gradients at the logits; those of float32 are compared with PyTorch's of float64, as "
          + "PyTorch's float32 recursion is itself off by up to 8e-5 here. PyTorch has no second "
          + "derivative: those are of the same recursion composed of its primitives, in float64"
      ) { run in try run.compareCTC() }
    ])
}

extension CaseRun {
  /// The loss that the case describes, by a call that leaves out what the case leaves out.
  func ctcLoss(of logp: Tensor, _ targets: NDArray) throws -> Tensor {
    let a = arguments
    let loss =
      a.has("reduction")
      ? CTCLoss(
        blank: try a.int("blank"), reduction: try a.reduction(),
        zeroInfinity: try a.bool("zeroInfinity", or: false)) : CTCLoss()
    return loss(
      logp, Tensor(targets), inputLengths: try a.optional("inputLengths", a.ints),
      targetLengths: try a.optional("targetLengths", a.ints))
  }

  fileprivate func compareCTC() throws {
    let problem = try arguments.text("problem")
    let (array, targets) = (
      try shared("problem/\(problem)/x"), try shared("problem/\(problem)/targets")
    )
    let logits = Tensor(array, requiresGrad: true)
    let value = try ctcLoss(of: logits.logSoftmax(dim: -1), targets)
    try compare(value.array, "y")
    let upstream = try input("g/y")
    value.backward(gradient: Tensor(upstream))
    try compareWithDouble(logits, "d/x", .gradient)
    guard example.order >= 2 else { return }

    let x = Tensor(array, requiresGrad: true)
    let g = Tensor(upstream, requiresGrad: true)
    let loss = try ctcLoss(of: x.logSoftmax(dim: -1), targets)
    let gradient = grad(of: loss, wrt: [x], gradient: g, createGraph: true)[0]
    (gradient * Tensor(try input("w/x"))).sum().backward()
    try compareWithDouble(x, "dd/x", .second)
    try compareWithDouble(g, "dd/g/y", .second)
  }

  /// The gradient of `variable` beside what PyTorch computed in float64, whatever the type here.
  private func compareWithDouble(
    _ variable: Tensor, _ name: String, _ quantity: Comparison.Quantity
  ) throws {
    compare(
      try gradient(of: variable, name, quantity), to: try expected(name, in: .float64), name,
      quantity)
  }
}
