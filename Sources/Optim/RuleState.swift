public import ApusTensor

extension Optimizer {
  /// What a rule remembers of one parameter from step to step: its arrays by their names, and how many
  /// updates there were.
  public struct State {
    /// The number of the update that is under way, from 1.
    public internal(set) var step = 0
    private(set) var names: [String] = []
    /// In the order of `names`, each of the parameter's shape and type.
    var arrays: [NDArray] = []
    /// The update for which each array was made; 0 where it was loaded.
    private var firstSteps: [Int] = []

    /// The array called `name`, which is changed in place. Traps where the rule keeps none of this name
    /// for the parameter's group, and on assigning one of another shape or type.
    public subscript(name: String) -> NDArray {
      get { arrays[position(of: name)] }
      _modify {
        let position = position(of: name)
        let (dims, dtype) = (arrays[position].dims, arrays[position].dtype)
        yield &arrays[position]
        let array = arrays[position]
        require(
          array.dims == dims && array.dtype == dtype,
          "Optimizer.State: '\(name)' is \(dtype) \(dims.array), as its parameter; "
            + "\(array.dtype) \(array.shape) was assigned")
      }
    }

    /// Whether the array was made for this update and holds zeros: at the first one, or after an option
    /// that needs it was switched on.
    public func isNew(_ name: String) -> Bool { firstSteps[position(of: name)] == step }

    private func position(of name: String) -> Int {
      guard let position = names.firstIndex(of: name) else {
        trap("Optimizer.State: no array '\(name)' is kept here; there are \(names)")
      }
      return position
    }

    // MARK: - For Optimizer

    /// Stands in a state dict for an array that is not there yet: no parameter is of this type.
    static let notBegun = NDArray([] as [Int])

    func has(_ name: String) -> Bool { names.contains(name) }

    mutating func add(_ name: String, _ array: NDArray) {
      require(
        name != "step",
        "Optimizer.State: 'step' is the number of updates; give the array another name")
      names.append(name)
      arrays.append(array)
      firstSteps.append(step)
    }

    /// Makes the arrays that are not there yet, zeros like the parameter.
    mutating func complete(_ wanted: [String], like parameter: NDArray) {
      for name in wanted where !has(name) {
        add(name, .zeros(parameter.shape, dtype: parameter.dtype))
      }
    }
  }
}
