public import Autograd

/// `Tensor` or `Tensor?`: what can be declared as a parameter or buffer.
public protocol TensorProperty {
  var tensorValue: Tensor? { get }
}

extension Tensor: TensorProperty {
  public var tensorValue: Tensor? { self }
}

extension Tensor?: TensorProperty {
  public var tensorValue: Tensor? { self }
}

/// A tensor that is trained: `@Parameter var weight: Tensor`. It requires gradients.
@propertyWrapper
public struct Parameter<Value: TensorProperty>: NamedTensors {
  public var wrappedValue: Value {
    didSet { wrappedValue.tensorValue?.requiresGrad = true }
  }

  public init(wrappedValue: Value) {
    self.wrappedValue = wrappedValue
    wrappedValue.tensorValue?.requiresGrad = true
  }

  var kind: TensorKind { .parameter }
  func tensors(property: String) -> [(name: String, tensor: Tensor)] {
    wrappedValue.tensorValue.map { [(property, $0)] } ?? []
  }
}

/// A tensor that belongs to a module's state but is not trained: `@Buffer var scale: Tensor`.
@propertyWrapper
public struct Buffer<Value: TensorProperty>: NamedTensors {
  public var wrappedValue: Value

  public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  var kind: TensorKind { .buffer }
  func tensors(property: String) -> [(name: String, tensor: Tensor)] {
    wrappedValue.tensorValue.map { [(property, $0)] } ?? []
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
