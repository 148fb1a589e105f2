import ApusAutograd
import ApusNN
import ApusTensor

extension ItemGroup {
  static let layers = ItemGroup(
    "Layers", file: "layers",
    [
      single("Linear"), single("LayerNorm"), single("ReLU"), single("Tanh"), single("Sigmoid"),
      single("LogSoftmax"), single("Dropout", drawsFromDefault: true),
      Item("Sequential", drawsFromDefault: true, tolerance: Tolerance.network) { run in
        try run.compareLayer(Sequential(try run.storedLayers()))
      },
      .operation("mseLoss") { x, a in mseLoss(x[0], x[1], reduction: try a.reduction()) },
      .operation("MSELoss") { x, a in MSELoss(reduction: try a.reduction())(x[0], x[1]) },
    ])

  private static func single(_ name: String, drawsFromDefault: Bool = false) -> Item {
    Item(name, drawsFromDefault: drawsFromDefault, tolerance: Tolerance.network) { run in
      guard let layer = try run.storedLayers().first else { throw CaseProblem("has no layer") }
      try run.compareLayer(layer)
    }
  }
}

extension Arguments {
  func reduction() throws -> Reduction {
    switch try text("reduction") {
    case "none": .none
    case "mean": .mean
    case "sum": .sum
    case let name: throw CaseProblem("knows no reduction \(name)")
    }
  }

  /// A layer by its name and arguments.
  fileprivate func layer(_ dtype: DType) throws -> any Layer {
    switch try text("layer") {
    case "Linear":
      Linear(
        try int("inputs"), try int("outputs"), bias: try bool("bias", or: true), dtype: dtype)
    case "LayerNorm":
      LayerNorm(try ints("shape"), eps: try number("eps", or: 1e-5), dtype: dtype)
    case "LogSoftmax": LogSoftmax(dim: try int("dim"))
    case "Dropout": Dropout(p: try number("p"))
    case "ReLU": ReLU()
    case "Tanh": Tanh()
    case "Sigmoid": Sigmoid()
    case let name: throw CaseProblem("knows no layer \(name)")
    }
  }
}

extension CaseRun {
  fileprivate func storedLayers() throws -> [any Layer] {
    try arguments.list("layers").map { entry in
      guard let layer = entry.object else { throw CaseProblem("has a layer \(entry)") }
      return try layer.layer(dtype ?? .float32)
    }
  }

  /// Loads the stored parameters, by name, into `module`.
  func loadParameters(into module: Module) throws {
    var values: StateDict = [:]
    for (name, _) in module.namedParameters { values[name] = try input("param/\(name)") }
    try module.load(values)
  }

  fileprivate func compareLayer(_ layer: any Layer) throws {
    try loadParameters(into: layer)
    layer.train(try arguments.bool("training"))
    let seed = item.drawsFromDefault ? try arguments.int("seed") : nil
    try compareDerivatives {
      layer.zeroGrad()
      let x = try operands()[0]
      if let seed { manualSeed(seed) }
      let y = layer(x)
      let parameters = layer.namedParameters.map { ("param/\($0.name)", $0.tensor) }
      return Differentiated(variables: [("x0", x)] + parameters, results: [("y", y)])
    }
  }
}
