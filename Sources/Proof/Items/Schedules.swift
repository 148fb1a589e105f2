import ApusAutograd
import ApusOptim
import ApusTensor

extension ItemGroup {
  static let schedules = ItemGroup(
    "Schedules", file: "schedules",
    [
      oneCycle("OneCycleLR of SGD") { SGD($0, lr: 1, momentum: 0.9) },
      oneCycle("OneCycleLR of AdamW") { AdamW($0, lr: 1) },
      schedule("StepLR") { optimizer, a in
        StepLR(optimizer, stepSize: try a.int("stepSize"), gamma: try a.number("gamma", or: 0.1))
      },
      schedule("CosineAnnealingLR") { optimizer, a in
        CosineAnnealingLR(
          optimizer, tMax: try a.int("tMax"), etaMin: try a.number("etaMin", or: 0))
      },
    ])

  /// One that begins with the rates of the groups.
  private static func schedule(
    _ name: String, _ make: @escaping @Sendable (Optimizer, Arguments) throws -> Schedule
  ) -> Item {
    Item(name, tolerance: Tolerance.roundings) { run in
      let groups = try run.arguments.numbers("rates").map {
        ParameterGroup([.zeros(1, requiresGrad: true)], lr: $0)
      }
      let optimizer = SGD(groups)
      let schedule = try make(optimizer, run.arguments)
      let count = try run.expected("lr").shape[0]
      let rates = (0..<count).map { step in
        if step > 0 { schedule.step() }
        return optimizer.groups.map(\.lr)
      }
      try run.compare(NDArray(rates), "lr")
    }
  }

  private static func oneCycle(
    _ name: String, _ make: @escaping @Sendable ([ParameterGroup]) -> Optimizer
  ) -> Item {
    Item(name, tolerance: Tolerance.roundings) { run in
      let groups = (0..<(try run.arguments.int("groups"))).map { _ in
        ParameterGroup([.zeros(1, requiresGrad: true)])
      }
      try run.compareOneCycle(of: make(groups))
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
  fileprivate func compareOneCycle(of optimizer: Optimizer) throws {
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
