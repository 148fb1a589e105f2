import ApusAutograd
public import ApusTensor

extension Optimizer {
  /// Everything but the parameters' values that the next step depends on, for a checkpoint.
  ///
  /// With parameters counted from 0 through all groups: "0.step" (how many updates there were),
  /// "0.momentum_buffer" or whatever the rule keeps, "param_groups.0.params" (the numbers of a group's
  /// parameters) and a group's options, as "param_groups.0.lr". An array that the next update begins,
  /// because its option was switched on after the last one, is stored as an empty one of int64. Traps
  /// inside `update`.
  public final var stateDict: [String: NDArray] {
    checkIsNotStepping("stateDict")
    var result: [String: NDArray] = [:]
    for (index, (parameter, uses)) in parametersAndUses(in: groups).enumerated() {
      let state = states[ObjectIdentifier(parameter)] ?? State(names)
      result["\(index).step"] = NDArray(scalar: state.step)
      if state.step == 0 { continue }
      for (name, isUsed) in zip(names, uses) where isUsed {
        result["\(index).\(name)"] = State.notBegun
      }
      for (name, array) in state.kept { result["\(index).\(name)"] = array }
    }
    for (index, group) in groups.enumerated() {
      result["param_groups.\(index).params"] = NDArray(parameterNumbers(ofGroup: index))
      for (option, value) in group.options {
        result["param_groups.\(index).\(option)"] = NDArray(scalar: value)
      }
    }
    return result
  }

  /// Takes over a `stateDict` of the same rule over the same parameters, all or nothing: where a key is
  /// missing, unexpected or does not fit, it throws one `OptimizerStateError` that names them all, and
  /// nothing is changed. Traps inside `update`.
  public final func load(_ state: [String: NDArray]) throws {
    checkIsNotStepping("load")
    var reader = StateReader(state)
    let newGroups = groups.enumerated().map { index, group in
      readGroup(index, group, from: &reader)
    }
    let newStates = parametersAndUses(in: newGroups).enumerated().map { index, new in
      readState(index, like: new.parameter.array, new.uses, from: &reader)
    }
    try reader.finish(name)
    for (group, new) in zip(groups, newGroups) { group.replaceOptions(by: new) }
    states = Dictionary(
      uniqueKeysWithValues: zip(parameters.map { ObjectIdentifier($0) }, newStates))
  }

  private func readGroup(_ index: Int, _ group: ParameterGroup, from reader: inout StateReader)
    -> ParameterGroup
  {
    let prefix = "param_groups.\(index)"
    let numbers = parameterNumbers(ofGroup: index)
    if let stored = reader.array("\(prefix).params", [numbers.count], .int64),
      stored.scalars(as: Int.self) != numbers
    {
      reader.reject("\(prefix).params: the groups hold other parameters")
    }
    var options = group.options
    for option in group.options.keys.sorted() {
      guard let value = reader.number("\(prefix).\(option)", as: Double.self) else { continue }
      if let problem = option.problem(with: value) { reader.reject("\(prefix): \(problem)") }
      options[option] = value
    }
    let new = ParameterGroup(group.parameters, completeOptions: options)
    if let problem = problem(with: new) { reader.reject("\(prefix): \(problem)") }
    return new
  }

  private func readState(
    _ index: Int, like parameter: NDArray, _ uses: [Bool], from reader: inout StateReader
  ) -> State {
    // Where the count is missing, the arrays that belong to it are not reported as unexpected.
    let step = reader.number("\(index).step", as: Int.self)
    if let step, !(0..<1 << 53).contains(step) {
      reader.reject("\(index).step: is no number of updates, \(step)")
    }
    var state = State(names)
    if step == 0 { return state }
    // An array that is not used now rests, and is taken up again when its option is switched on.
    for (position, name) in names.enumerated() {
      let key = "\(index).\(name)"
      if !uses[position] && !reader.has(key) || reader.takes(key, State.notBegun) { continue }
      let array = reader.array(key, parameter.shape, parameter.dtype)
      if let array { state.load(array, at: position) }
    }
    state.step = step ?? 0
    return state
  }

  /// Every parameter, and which of the arrays the rule uses for it.
  private func parametersAndUses(in groups: [ParameterGroup]) -> [(
    parameter: Tensor, uses: [Bool]
  )] {
    groups.flatMap { group in
      let uses = uses(of: group)
      return group.parameters.map { ($0, uses) }
    }
  }

  private func parameterNumbers(ofGroup index: Int) -> [Int] {
    let first = groups[..<index].reduce(0) { $0 + $1.parameters.count }
    return Array(first..<(first + groups[index].parameters.count))
  }
}
