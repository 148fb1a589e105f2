import Autograd
import NN
import Tensor

extension ItemGroup {
  static let ctc = ItemGroup(
    "Losses", file: "ctc",
    [
      Item(
        "CTCLoss", tolerance: Tolerance.network,
        remark:
          "gradients at the logits; those of float32 are compared with PyTorch's of float64, as "
          + "PyTorch's float32 recursion is itself off by up to 8e-5 here. PyTorch has no second "
          + "derivative: those are of the same recursion composed of its primitives, in float64"
      ) { run in try run.compareCTC() }
    ])
}

extension CaseRun {
  private func loss(of logits: Tensor) throws -> Tensor {
    let problem = try arguments.text("problem")
    let loss = CTCLoss(
      blank: try arguments.int("blank"), reduction: try arguments.reduction(),
      zeroInfinity: try arguments.bool("zeroInfinity"))
    return loss(
      logits.logSoftmax(dim: -1), Tensor(try shared("problem/\(problem)/targets")),
      inputLengths: try arguments.ints("inputLengths"),
      targetLengths: try arguments.ints("targetLengths"))
  }

  fileprivate func compareCTC() throws {
    let array = try shared("problem/\(arguments.text("problem"))/x")
    let logits = Tensor(array, requiresGrad: true)
    let value = try loss(of: logits)
    try compare(value.array, "y")
    let upstream = try input("g/y")
    value.backward(gradient: Tensor(upstream))
    try compareWithDouble(logits, "d/x", .gradient)
    guard example.order >= 2 else { return }

    let x = Tensor(array, requiresGrad: true)
    let g = Tensor(upstream, requiresGrad: true)
    let gradient = grad(of: try loss(of: x), wrt: [x], gradient: g, createGraph: true)[0]
    (gradient * Tensor(try input("w/x"))).sum().backward()
    try compareWithDouble(x, "dd/x", .second)
    try compareWithDouble(g, "dd/g/y", .second)
  }

  /// The gradient of `variable` beside what PyTorch computed in float64, whatever the type here.
  private func compareWithDouble(
    _ variable: Tensor, _ name: String, _ quantity: Comparison.Quantity
  ) throws {
    let gradient = variable.grad?.array ?? .zeros(variable.shape, dtype: variable.dtype)
    compare(gradient, to: try expected(name, in: .float64), name, quantity)
  }
}
