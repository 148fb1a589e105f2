import ApusAutograd
import ApusOptim
import ApusTensor

extension ItemGroup {
  static let schedules = ItemGroup(
    "Schedules", file: "schedules",
    [
      schedule("OneCycleLR of SGD") { SGD($0, lr: 1, momentum: 0.9) },
      schedule("OneCycleLR of AdamW") { AdamW($0, lr: 1) },
    ])

  private static func schedule(
    _ name: String, _ make: @escaping @Sendable ([ParameterGroup]) -> Optimizer
  ) -> Item {
    Item(name, tolerance: Tolerance.roundings) { run in
      let groups = (0..<(try run.arguments.int("groups"))).map { _ in
        ParameterGroup([.zeros(1, requiresGrad: true)])
      }
      try run.compareSchedule(of: make(groups))
    }
  }
}

extension Arguments {
  func oneCycle(_ optimizer: Optimizer) throws -> OneCycleLR {
    OneCycleLR(
      optimizer, maxLR: try number("maxLR"), totalSteps: try int("totalSteps"),
      pctStart: try number("pctStart", or: 0.3),
      annealStrategy: try strategy(),
      divFactor: try number("divFactor", or: 25),
      finalDivFactor: try number("finalDivFactor", or: 1e4),
      cycleMomentum: try bool("cycleMomentum", or: true),
      baseMomentum: try number("baseMomentum", or: 0.85),
      maxMomentum: try number("maxMomentum", or: 0.95))
  }

  private func strategy() throws -> OneCycleLR.AnnealStrategy {
    switch try text("annealStrategy", or: "cos") {
    case "cos": .cos
    case "linear": .linear
    case let name: throw CaseProblem("knows no strategy \(name)")
    }
  }
}

extension CaseRun {
  /// Rate and momentum (AdamW: beta1) of each group at each step.
  fileprivate func compareSchedule(of optimizer: Optimizer) throws {
    let schedule = try arguments.oneCycle(optimizer)
    let count = try expected("lr").shape[0]
    var (rates, momenta): ([[Double]], [[Double]]) = ([], [])
    for step in 0..<count {
      if step > 0 { schedule.step() }
      rates.append(optimizer.groups.map(\.lr))
      momenta.append(optimizer.groups.map { $0.has(.beta1) ? $0.betas.0 : $0.momentum })
    }
    try compare(NDArray(rates), "lr")
    try compare(NDArray(momenta), "momentum")
  }
}
