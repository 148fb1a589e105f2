public import Autograd

/// `Tensor`, `Tensor?` or `[Tensor]`: what can be declared as a parameter or buffer.
public protocol TensorProperty {
  /// What a property holds to which nothing was assigned yet; nil where it must be assigned.
  static var unassigned: Self? { get }

  /// The tensors of a property called `name`, with their names.
  func tensors(named name: String) -> [(name: String, tensor: Tensor)]

  /// The same with as many other tensors, in the same order.
  func replacingTensors(by tensors: [Tensor]) -> Self
}

extension Tensor: TensorProperty {
  public static var unassigned: Tensor? { nil }
  public func tensors(named name: String) -> [(name: String, tensor: Tensor)] { [(name, self)] }
  public func replacingTensors(by tensors: [Tensor]) -> Tensor { tensors[0] }
}

extension Tensor?: TensorProperty {
  public static var unassigned: Tensor?? { .some(nil) }
  public func tensors(named name: String) -> [(name: String, tensor: Tensor)] {
    map { [(name, $0)] } ?? []
  }
  public func replacingTensors(by tensors: [Tensor]) -> Tensor? { tensors.first }
}

/// Named by their places: `weights.0`, `weights.1`.
extension [Tensor]: TensorProperty {
  public static var unassigned: [Tensor]? { [] }
  public func tensors(named name: String) -> [(name: String, tensor: Tensor)] {
    enumerated().map { ("\(name).\($0)", $1) }
  }
  public func replacingTensors(by tensors: [Tensor]) -> [Tensor] { tensors }
}
