public import ApusTensor

extension Optimizer {
  /// What a rule remembers of one parameter from step to step: its arrays by their names, and how many
  /// updates there were.
  public struct State {
    /// The number of the update that is under way, from 1.
    public internal(set) var step = 0
    /// What the rule may keep: its `stateNames`.
    private let names: [String]
    /// In the order of `names`, each of the parameter's shape and type; nil where it is not there yet.
    private var arrays: [NDArray?]
    /// The update for which each array was made; 0 where it was loaded.
    private var firstSteps: [Int]
    /// Which ones the options of the update under way use.
    private var uses: [Bool]

    init(_ names: [String]) {
      require(
        !names.contains("step"),
        "Optimizer.State: 'step' is the number of updates; give the array another name")
      self.names = names
      arrays = Array(repeating: nil, count: names.count)
      firstSteps = Array(repeating: 0, count: names.count)
      uses = Array(repeating: false, count: names.count)
    }

    /// The array called `name`, which is changed in place. Traps where the rule keeps none of this name
    /// for the parameter's group, and on assigning one of another shape or type.
    public subscript(name: String) -> NDArray {
      get { arrays[position(of: name)]! }
      _modify {
        let position = position(of: name)
        let (dims, dtype) = (arrays[position]!.dims, arrays[position]!.dtype)
        yield &arrays[position]!
        let array = arrays[position]!
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
      guard let position = names.firstIndex(of: name), arrays[position] != nil else {
        trap("Optimizer.State: no array '\(name)' is kept here; there are \(kept.map(\.name))")
      }
      return position
    }

    // MARK: - For Optimizer

    /// Stands in a state dict for an array that is not there yet: no parameter is of this type.
    static let notBegun = NDArray([] as [Int])

    /// The arrays that are there.
    var kept: [(name: String, array: NDArray)] {
      zip(names, arrays).compactMap { name, array in array.map { (name, $0) } }
    }

    /// Takes over a stored array.
    mutating func load(_ array: NDArray, at position: Int) { arrays[position] = array }

    /// Counts an update, and makes those of its arrays that are not there yet, zeros like the parameter.
    mutating func begin(using uses: [Bool], like parameter: NDArray) {
      step += 1
      self.uses = uses
      for position in names.indices where uses[position] && arrays[position] == nil {
        arrays[position] = .zeros(parameter.shape, dtype: parameter.dtype)
        firstSteps[position] = step
      }
    }

    /// The update by a rule that is written in C, whose arrays stand there in the order of `stateNames`.
    mutating func run<Options>(
      _ update: CompiledStep<Options>, on parameter: inout NDArray, gradient: NDArray,
      _ options: Options
    ) {
      update(&parameter, gradient: gradient, state: &arrays, uses: uses, options)
    }
  }
}
