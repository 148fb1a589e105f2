import ApusAutograd
import ApusNN
import ApusTensor

extension ItemGroup {
  static let ctcDifferences: [Item] = [
    Item(
      "CTCLoss by log-probabilities",
      remark:
        "the gradient of CTC is the derivative by the log-probabilities, minus the posterior; PyTorch "
        + "returns that plus exp(log-probability), times the given gradient: the derivative by the "
        + "logits. Behind a log-softmax both give the same gradients"
    ) { run in
      let logp = Tensor(try run.input("x"), requiresGrad: true)
      let g = try run.input("g")
      try run.ctcLoss(of: logp, run.input("targets")).backward(gradient: Tensor(g))
      let ours = try run.gradient(of: logp, "d/x", .gradient)
      try run.compareDifferent(ours, "d/x", .gradient, in: .float64)
      let lengths = NDArray(try run.arguments.ints("inputLengths"))
      let isInside = NDArray.arange(logp.shape[0]).unsqueeze(1).less(lengths).unsqueeze(2)
      let softmax = (logp.array.exp() * g.unsqueeze(1)).where(
        isInside, else: NDArray(scalar: Float(0)))
      let pytorch = try run.expected("pytorch/d/x", in: .float64)
      run.compare(ours + softmax, to: pytorch, "pytorch/d/x", .gradient)
    },
    Item(
      "CTCLoss with a masked class",
      remark:
        "a class masked with -inf leaves gradients finite, those without the class; PyTorch's are NaN"
    ) { run in
      let x = Tensor(try run.input("x"), requiresGrad: true)
      let loss = try run.ctcLoss(of: x.logSoftmax(dim: 2), run.input("targets"))
      loss.sum().backward()
      run.compare(loss.array, to: try run.expected("y", in: .float64), "y")
      try run.compareDifferentGradient(of: x, "d/x", .gradient, in: .float64)
    },
  ]
}

extension CaseRun {
  /// The loss that the case describes.
  fileprivate func ctcLoss(of logp: Tensor, _ targets: NDArray) throws -> Tensor {
    let a = arguments
    guard let reduction = Reduction(.text(try a.text("reduction"))) else {
      throw CaseProblem("knows no reduction \(try a.text("reduction"))")
    }
    let loss = CTCLoss(
      blank: try a.int("blank"), reduction: reduction,
      zeroInfinity: try a.bool("zeroInfinity", or: false))
    return loss(
      logp, Tensor(targets), inputLengths: try a.optional("inputLengths", a.ints),
      targetLengths: try a.optional("targetLengths", a.ints))
  }
}
