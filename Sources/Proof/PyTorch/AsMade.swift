import ApusAutograd
import ApusNN
import ApusTensor

// What PyTorch and we make of the same settings of a module: initial weights, what is printed, keys of the state dict.

extension Row {
  /// One call for each way in which the row's modules are made.
  var waysToMake: [Call] {
    guard let made = torch?.module, options.comparesNewModules else { return [] }
    let words = Set(made.split { !$0.isLetter && !$0.isNumber }.map(String.init))
    var ways: [Call] = []
    for call in comparedCalls {
      let settings = call.arguments.filter { words.contains($0.key) }
      if !ways.contains(where: { $0.arguments == settings }) {
        ways.append(Call(inputs: [], settings, in: [.float32, .float64]))
      }
    }
    return ways
  }
}

extension Item {
  /// The comparison of a row's modules, as they are made, with PyTorch's.
  init(asMade row: Row) {
    let ways = row.waysToMake
    self.init("\(row.title), as made", row, ways, drawsFromDefault: true, row.options.weights) {
      try $0.compareAsMade(row, ways[$0.number])
    }
  }
}

extension CaseRun {
  fileprivate func compareAsMade(_ row: Row, _ way: Call) throws {
    try file.requireDigest(row, "\(row.title), as made")
    func made() -> Module { row.module(way, dtype ?? .float32)! }
    for seed in [0, 42] {
      manualSeed(seed)
      let weights = made().parameters.map { $0.array.flatten() }
      let all = weights.isEmpty ? NDArray.zeros([0], dtype: dtype ?? .float32) : .cat(weights)
      try compare(all, "weights\(seed)")
      try compareNext("next\(seed)", from: .default)
    }
    let module = made()
    compareText("\(module)", try text("text"), "text")
    let keys = try text("keys")
    compareText(module.namedParameters.map(\.name).joined(separator: " "), keys, "parameters")
    // A dictionary here, which has no order; PyTorch's has that of the parameters.
    compareText(
      module.stateDict.keys.sorted().joined(separator: " "),
      keys.split(separator: " ").sorted().joined(separator: " "), "keys")
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try input(name).scalars(as: UInt8.self), as: UTF8.self)
  }
}
