public import ApusAutograd
import ApusTensor

/// Parameters named at run time, as `weight_ih_l0` of an LSTM: a stored property of this type adds them
/// to its module under these names, without its own.
public final class ParameterList: NamedTensors {
  public private(set) var entries: [(name: String, tensor: Tensor)] = []
  let place = TensorPlace(.parameter)

  public init() {}

  /// Adds a parameter. Traps on a name that is empty, has a dot or is there already, on a recorded result,
  /// and where an optimizer updates parameters of the module, but not this one.
  public func append(_ name: String, _ tensor: Tensor) {
    checkPartName(name)
    require(self[name] == nil, "\(place.label): there is a parameter '\(name)' already")
    entries.append((name, TensorAssignment(in: place).adopt([tensor], over: [])[0]))
  }

  /// The parameter called `name`, nil where there is none.
  public subscript(name: String) -> Tensor? { entries.first { $0.name == name }?.tensor }

  func tensors(property: String) -> [(name: String, tensor: Tensor)]? { entries }
}
