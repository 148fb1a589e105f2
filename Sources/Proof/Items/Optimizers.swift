import ApusAutograd
import ApusOptim
import ApusTensor

extension ItemGroup {
  static let optimizers = ItemGroup(
    "Optimizers", file: "optimizers",
    [
      optimizer("SGD") { groups, a in
        SGD(
          groups, lr: try a.number("lr", or: 1e-3), momentum: try a.number("momentum", or: 0),
          dampening: try a.number("dampening", or: 0),
          weightDecay: try a.number("weightDecay", or: 0),
          nesterov: try a.bool("nesterov", or: false), maximize: try a.bool("maximize", or: false))
      },
      optimizer("AdamW") { groups, a in
        AdamW(
          groups, lr: try a.number("lr", or: 1e-3),
          betas: try a.betas() ?? (0.9, 0.999), eps: try a.number("eps", or: 1e-8),
          weightDecay: try a.number("weightDecay", or: 1e-2),
          maximize: try a.bool("maximize", or: false))
      },
      optimizer("Adam") { groups, a in
        Adam(
          groups, lr: try a.number("lr", or: 1e-3),
          betas: try a.betas() ?? (0.9, 0.999), eps: try a.number("eps", or: 1e-8),
          weightDecay: try a.number("weightDecay", or: 0),
          maximize: try a.bool("maximize", or: false))
      },
      optimizer("RMSprop") { groups, a in
        RMSprop(
          groups, lr: try a.number("lr", or: 1e-2), alpha: try a.number("alpha", or: 0.99),
          eps: try a.number("eps", or: 1e-8), weightDecay: try a.number("weightDecay", or: 0),
          momentum: try a.number("momentum", or: 0), centered: try a.bool("centered", or: false),
          maximize: try a.bool("maximize", or: false))
      },
      optimizer("Adadelta") { groups, a in
        Adadelta(
          groups, lr: try a.number("lr", or: 1), rho: try a.number("rho", or: 0.9),
          eps: try a.number("eps", or: 1e-6), weightDecay: try a.number("weightDecay", or: 0),
          maximize: try a.bool("maximize", or: false))
      },
    ])

  private static func optimizer(
    _ name: String, _ make: @escaping @Sendable ([ParameterGroup], Arguments) throws -> Optimizer
  ) -> Item {
    Item(name, tolerance: Tolerance.roundings) { run in try run.compareSteps(of: make) }
  }
}

extension Arguments {
  fileprivate func betas() throws -> (Double, Double)? {
    guard let both = try optional("betas", numbers) else { return nil }
    guard both.count == 2 else { throw CaseProblem("has betas \(both)") }
    return (both[0], both[1])
  }

  /// A group of parameters with options of its own.
  fileprivate func group(_ parameters: [Tensor]) throws -> ParameterGroup {
    let group = ParameterGroup(
      parameters, lr: try optional("lr", number), weightDecay: try optional("weightDecay", number),
      momentum: try optional("momentum", number), dampening: try optional("dampening", number),
      nesterov: try optional("nesterov", bool), betas: try betas(),
      eps: try optional("eps", number), maximize: try optional("maximize", bool))
    if let alpha = try optional("alpha", number) { group.alpha = alpha }
    if let rho = try optional("rho", number) { group.rho = rho }
    if let centered = try optional("centered", bool) { group.centered = centered }
    return group
  }
}

extension CaseRun {
  /// Every parameter after each of the last steps, as many as are stored.
  fileprivate func compareSteps(
    of make: ([ParameterGroup], Arguments) throws -> Optimizer
  ) throws {
    let prefix = try arguments.text("prefix", or: "")
    let parameters = try (0..<3).map {
      Tensor(try shared("\(prefix)initial/\($0)"), requiresGrad: true)
    }
    let gradients = try (0..<3).map { try shared("\(prefix)gradients/\($0)") }
    let own = try arguments.list("own").map { $0.object ?? Arguments() }
    var groups = try zip(arguments.list("groups"), own).map { members, options in
      let indices = (members.list ?? []).compactMap(\.int)
      return try options.group(indices.map { parameters[$0] })
    }
    let late = try arguments.optional("late", arguments.int)
    let joining = late == nil ? nil : groups.removeLast()
    let optimizer = try make(groups, arguments.object("options"))
    let rates = try arguments.optional("rates", arguments.numbers)

    var after: [[NDArray]] = [[], [], []]
    for step in 0..<gradients[0].shape[0] {
      if let joining, step == late { optimizer.addGroup(joining) }
      if let rates { optimizer.groups[0].lr = rates[step] }
      for (k, parameter) in parameters.enumerated() {
        parameter.grad = try gradient(gradients[k], of: k, at: step)
      }
      optimizer.step()
      for (k, parameter) in parameters.enumerated() { after[k].append(parameter.array) }
    }
    for (k, steps) in after.enumerated() {
      let kept = try expected("after/\(k)").shape[0]
      try compare(.stack(Array(steps.suffix(kept))), "after/\(k)")
    }
  }

  private func gradient(
    _ ofEachStep: NDArray, of parameter: Int, at step: Int
  ) throws -> Tensor? {
    let absent = try arguments.optional("absent", arguments.list) ?? []
    if absent.contains(where: { $0.list?.map(\.int) == [step, parameter] }) { return nil }
    let gradient = ofEachStep.select(0, step)
    let isTransposed = try arguments.bool("transposed", or: false)
    return Tensor(isTransposed ? gradient.laidOut(.transposed) : gradient)
  }
}
