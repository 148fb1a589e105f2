import ApusAutograd
import ApusNN
import ApusTensor

extension ItemGroup {
  static let lstm = ItemGroup("LSTM", file: "lstm", [lstmItem("LSTM")])
  static let lstmSizes = ItemGroup("LSTM", file: "lstm_sizes", [lstmItem("LSTM sizes")])
  static let lstmDropout = ItemGroup(
    "LSTM", file: "lstm_dropout", [lstmItem("LSTM dropout", drawsFromDefault: true)])

  private static func lstmItem(_ name: String, drawsFromDefault: Bool = false) -> Item {
    Item(name, drawsFromDefault: drawsFromDefault, tolerance: Tolerance.network) { run in
      let lstm = try run.storedLSTM()
      let layout = try run.arguments.layout("layout")
      let seed = drawsFromDefault ? try run.arguments.int("seed") : nil
      try run.compareDerivatives {
        lstm.zeroGrad()
        let x = Tensor(try run.input("x").laidOut(layout), requiresGrad: true)
        var variables = [("x", x)]
        var start: LSTM.State?
        if try run.arguments.bool("states") {
          let h = Tensor(try run.input("h0"), requiresGrad: true)
          let c = Tensor(try run.input("c0"), requiresGrad: true)
          start = LSTM.State(h: h, c: c)
          variables += [("h0", h), ("c0", c)]
        }
        if let seed { manualSeed(seed) }
        let (output, state) = lstm(x, start)
        return Differentiated(
          variables: variables + lstm.namedParameters.map { ("param/\($0.name)", $0.tensor) },
          results: try run.usedResults(output, state))
      }
    }
  }
}

extension CaseRun {
  /// The results that the case names, from which gradients come; all where it names none.
  fileprivate func usedResults(
    _ output: Tensor, _ state: LSTM.State
  ) throws -> [(name: String, tensor: Tensor)] {
    let names = try arguments.optional("used", arguments.list)?.compactMap(\.text)
    return try (names ?? ["output", "hn", "cn"]).map { name in
      switch name {
      case "output": (name, output)
      case "hn": (name, state.h)
      case "cn": (name, state.c)
      case "forward": (name, output[.ellipsis, .slice(0, output.shape.last! / 2)])
      case "backward": (name, output[.ellipsis, .slice(output.shape.last! / 2)])
      default: throw CaseProblem("knows no result \(name)")
      }
    }
  }

  fileprivate func storedLSTM() throws -> LSTM {
    let a = arguments
    let lstm = LSTM(
      try a.int("inputs"), try a.int("hidden"), numLayers: try a.int("numLayers"),
      bias: try a.bool("bias", or: true), batchFirst: try a.bool("batchFirst", or: false),
      dropout: try a.number("dropout", or: 0),
      bidirectional: try a.bool("bidirectional", or: false), dtype: dtype ?? .float32)
    try loadParameters(into: lstm)
    lstm.train(try a.bool("training"))
    return lstm
  }
}
