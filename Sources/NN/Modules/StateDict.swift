import ApusAutograd
public import ApusTensor

/// Values of all parameters and buffers by name, with PyTorch's names.
public typealias StateDict = [String: NDArray]

extension Module {
  /// The values of all parameters and buffers. Traps where two parts have the same name.
  public final var stateDict: StateDict {
    var state: StateDict = [:]
    for (name, tensor) in namedTensors(nil) {
      let other = state.updateValue(tensor.array, forKey: name)
      require(other == nil, "\(label): two parameters or buffers are called '\(name)'")
    }
    return state
  }

  /// Takes over the values of `state`, all or nothing: where a key is missing, unexpected, or of another
  /// shape or type, it throws one `StateDictError` that names them all, and the module is unchanged.
  ///
  /// - Parameter cast: converts other floating-point types instead of refusing them.
  public final func load(_ state: StateDict, cast: Bool = false) throws {
    let targets = namedTensors(nil)
    let names = Set(targets.map(\.name))
    var error = StateDictError(module: typeName)
    error.unexpected = state.keys.filter { !names.contains($0) }.sorted()
    for (name, tensor) in targets {
      guard let value = state[name] else {
        error.missing.append(name)
        continue
      }
      if value.shape != tensor.shape {
        error.misshapen.append((name, value.shape, tensor.shape))
      } else if value.dtype != tensor.dtype
        && !(cast && value.dtype.isFloatingPoint && tensor.dtype.isFloatingPoint)
      {
        error.mistyped.append((name, value.dtype, tensor.dtype))
      }
    }
    guard error.isEmpty else { throw error }
    for (name, tensor) in targets {
      let value = state[name]!.to(tensor.dtype)
      tensor.update { $0 = value }
    }
  }
}

/// Why a state dict does not fit a module: every key that is wrong.
public struct StateDictError: Error, CustomStringConvertible {
  public let module: String
  public internal(set) var missing: [String] = []
  public internal(set) var unexpected: [String] = []
  public internal(set) var misshapen: [(name: String, stored: [Int], expected: [Int])] = []
  public internal(set) var mistyped: [(name: String, stored: DType, expected: DType)] = []

  init(module: String) { self.module = module }

  var isEmpty: Bool {
    missing.isEmpty && unexpected.isEmpty && misshapen.isEmpty && mistyped.isEmpty
  }

  public var description: String {
    var lines = ["the state does not fit \(module):"]
    if !missing.isEmpty { lines.append("missing keys: \(missing.joined(separator: ", "))") }
    if !unexpected.isEmpty {
      lines.append("unexpected keys: \(unexpected.joined(separator: ", "))")
    }
    lines += misshapen.map {
      "shape of \($0.name): \($0.stored) is stored, the model has \($0.expected)"
    }
    lines += mistyped.map {
      "type of \($0.name): \($0.stored) is stored, the model has \($0.expected)"
    }
    return lines.joined(separator: "\n  ")
  }
}
