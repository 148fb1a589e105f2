import Autograd
import NN
import Tensor

extension ItemGroup {
  static let ctcDifferences: [Item] = [
    Item(
      "CTC by log-probabilities",
      remark:
        "the gradient of CTC is the derivative by the log-probabilities, minus the posterior; PyTorch "
        + "returns that plus exp(log-probability), times the given gradient: the derivative by the "
        + "logits. Behind a log-softmax both give the same gradients"
    ) { run in
      let logp = Tensor(try run.input("x"), requiresGrad: true)
      let g = try run.input("g")
      try run.loss(of: logp, .none).backward(gradient: Tensor(g))
      let ours = logp.grad!.array
      run.compare(
        ours, to: try run.expected("d/x", in: .float64), "d/x", .gradient)
      let lengths = NDArray(try run.arguments.ints("inputLengths"))
      let isInside = NDArray.arange(logp.shape[0]).unsqueeze(1).less(lengths).unsqueeze(2)
      let softmax = (logp.array.exp() * g.unsqueeze(1)).where(
        isInside, else: NDArray(scalar: Float(0)))
      let pytorch = try run.input("pytorch/d").to(ours.dtype)
      run.compare(ours + softmax, to: pytorch, "pytorch/d", .gradient)
      try run.requireDifferent(ours, fromInput: "d")
    },
    Item(
      "CTC with a masked class",
      remark:
        "a class masked with -inf leaves gradients finite, those without the class; PyTorch's are NaN"
    ) { run in
      let x = Tensor(try run.input("x"), requiresGrad: true)
      let loss = try run.loss(of: x.logSoftmax(dim: 2), run.arguments.reduction())
      loss.sum().backward()
      run.compare(loss.array, to: try run.expected("y", in: .float64), "y")
      run.compare(x.grad!.array, to: try run.expected("d/x", in: .float64), "d/x", .gradient)
      try run.requireDifferent(x.grad!.array, fromInput: "d")
    },
  ]
}

extension CaseRun {
  fileprivate func loss(of logp: Tensor, _ reduction: Reduction) throws -> Tensor {
    CTCLoss(blank: try arguments.int("blank"), reduction: reduction)(
      logp, Tensor(try input("targets")), inputLengths: try arguments.ints("inputLengths"),
      targetLengths: try arguments.ints("targetLengths"))
  }

  /// The same for an array of PyTorch's that both types share.
  fileprivate func requireDifferent(_ ours: NDArray, fromInput name: String) throws {
    let pytorch = try input("pytorch/\(name)").to(ours.dtype)
    if Comparison(ours, pytorch, "", .gradient, .standard(ours.dtype)).isRight {
      throw CaseProblem("is no difference: PyTorch gives the same")
    }
  }
}
