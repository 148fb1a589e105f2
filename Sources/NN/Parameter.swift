public import Autograd

/// `Tensor`, `Tensor?` or `[Tensor]`: what can be declared as a parameter or buffer.
public protocol TensorProperty {
  /// The tensors of a property called `name`, with their names.
  func tensors(named name: String) -> [(name: String, tensor: Tensor)]
}

extension Tensor: TensorProperty {
  public func tensors(named name: String) -> [(name: String, tensor: Tensor)] { [(name, self)] }
}

extension Tensor?: TensorProperty {
  public func tensors(named name: String) -> [(name: String, tensor: Tensor)] {
    map { [(name, $0)] } ?? []
  }
}

/// Named by their places: `weights.0`, `weights.1`.
extension [Tensor]: TensorProperty {
  public func tensors(named name: String) -> [(name: String, tensor: Tensor)] {
    enumerated().map { ("\(name).\($0)", $1) }
  }
}

/// A tensor that is trained: `@Parameter var weight: Tensor`. It requires gradients.
@propertyWrapper
public struct Parameter<Value: TensorProperty>: NamedTensors {
  public var wrappedValue: Value {
    didSet { requireGrad() }
  }

  public init(wrappedValue: Value) {
    self.wrappedValue = wrappedValue
    requireGrad()
  }

  private func requireGrad() {
    for (_, tensor) in wrappedValue.tensors(named: "") { tensor.requiresGrad = true }
  }

  var kind: TensorKind { .parameter }
  func tensors(property: String) -> [(name: String, tensor: Tensor)] {
    wrappedValue.tensors(named: property)
  }
}

/// A tensor that belongs to a module's state but is not trained: `@Buffer var scale: Tensor`.
@propertyWrapper
public struct Buffer<Value: TensorProperty>: NamedTensors {
  public var wrappedValue: Value

  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  var kind: TensorKind { .buffer }
  func tensors(property: String) -> [(name: String, tensor: Tensor)] {
    wrappedValue.tensors(named: property)
  }
}

/// Parameters named at run time, as `weight_ih_l0` of an LSTM: a stored property of this type adds them
/// to its module under these names, without its own.
public final class ParameterList: NamedTensors {
  public private(set) var entries: [(name: String, tensor: Tensor)] = []

  public init() {}

  public func append(_ name: String, _ tensor: Tensor) {
    tensor.requiresGrad = true
    entries.append((name, tensor))
  }

  /// The parameter called `name`, nil where there is none.
  public subscript(name: String) -> Tensor? { entries.first { $0.name == name }?.tensor }

  var kind: TensorKind { .parameter }
  func tensors(property: String) -> [(name: String, tensor: Tensor)] { entries }
}
