import ApusAutograd
import ApusNN
import ApusTensor

extension ItemGroup {
  static let text = ItemGroup(
    "What is printed", file: "printing",
    [
      Item("printed arrays") { run in
        let a = run.arguments
        let values = NDArray(try a.truthsOrNumbers("data"), shape: try a.ints("shape"))
        let array = values.to(try a.dtype("dtype"))
        let needsGrad = try a.bool("requiresGrad")
        run.compareText("\(Tensor(array, requiresGrad: needsGrad))", try a.text("text"), "tensor")
        if !needsGrad { run.compareText("\(array)", try a.text("text"), "array") }
      },
      Item("printed modules") { run in
        run.compareText("\(try run.namedModule())", try run.arguments.text("text"), "text")
      },
      Item("state dict keys") { run in
        let (module, text) = (try run.namedModule(), try run.arguments.text("text"))
        run.compareText(
          module.namedParameters.map(\.name).joined(separator: " "), text, "parameters")
        // A dictionary here, which has no order; PyTorch's has that of the parameters.
        run.compareText(
          module.stateDict.keys.sorted().joined(separator: " "),
          text.split(separator: " ").sorted().joined(separator: " "), "keys")
      },
    ])
}

extension Arguments {
  fileprivate func truthsOrNumbers(_ name: String) throws -> [Double] {
    try list(name).map { entry in
      guard let value = entry.bool.map({ $0 ? 1 : 0 }) ?? entry.number else {
        throw CaseProblem("has an element \(entry)")
      }
      return value
    }
  }
}

extension CaseRun {
  /// The module that the script calls by the case's name.
  fileprivate func namedModule() throws -> Module {
    switch example.name {
    case "linear": Linear(2, 32)
    case "linear without bias": Linear(2, 32, bias: false)
    case "dropout": Dropout(p: 0.25)
    case "relu": ReLU()
    case "tanh": Tanh()
    case "sigmoid": Sigmoid()
    case "log-softmax": LogSoftmax(dim: -1)
    case "layer norm": LayerNorm(6)
    case "layer norm of a matrix": LayerNorm([3, 4], eps: 1e-3)
    case "lstm": LSTM(60, 512, numLayers: 2)
    case "lstm, all options":
      LSTM(3, 4, numLayers: 2, bias: false, batchFirst: true, dropout: 0.5, bidirectional: true)
    case "sequential": Sequential(Linear(2, 3), Tanh(), Sequential(Dropout(), Linear(3, 1)))
    case "mse": MSELoss()
    case "empty": Sequential()
    default: throw CaseProblem("knows no module of this name")
    }
  }
}
