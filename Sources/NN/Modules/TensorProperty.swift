public import ApusAutograd

/// `Tensor`, `Tensor?` or `[Tensor]`: what can be declared as a parameter or buffer.
public protocol TensorProperty {
  /// The tensors of a property called `name`, with their names.
  func _tensors(named name: String) -> [(name: String, tensor: Tensor)]
}

extension Tensor: TensorProperty {
  public func _tensors(named name: String) -> [(name: String, tensor: Tensor)] { [(name, self)] }
}

extension Tensor?: TensorProperty {
  public func _tensors(named name: String) -> [(name: String, tensor: Tensor)] {
    map { [(name, $0)] } ?? []
  }
}

/// Named by their places: `weights.0`, `weights.1`.
extension [Tensor]: TensorProperty {
  public func _tensors(named name: String) -> [(name: String, tensor: Tensor)] {
    enumerated().map { ("\(name).\($0)", $1) }
  }
}

/// The other direction, which is not for users.
protocol MadeOfTensors {
  /// The property's value that has these tensors; nil where it cannot have so few.
  static func made(of tensors: [Tensor]) -> Self?
}

extension Tensor: MadeOfTensors {
  static func made(of tensors: [Tensor]) -> Tensor? { tensors.first }
}

extension Tensor?: MadeOfTensors {
  static func made(of tensors: [Tensor]) -> Tensor?? { .some(tensors.first) }
}

extension [Tensor]: MadeOfTensors {
  static func made(of tensors: [Tensor]) -> [Tensor]? { tensors }
}
