import Autograd
import Tensor

enum TensorKind: String { case parameter, buffer }

/// What `@Parameter`, `@Buffer` and `ParameterList` have in common: named tensors of a module.
protocol NamedTensors: SendableMetatype {
  var kind: TensorKind { get }
  var owner: TensorOwner { get }
  /// The tensors of a property called `property`; nil where nothing was assigned yet.
  func tensors(property: String) -> [(name: String, tensor: Tensor)]?
}

/// The module whose tensors these are, as soon as it is known.
final class TensorOwner {
  weak var module: Module?

  /// What messages call it.
  var label: String { module?.label ?? "Module" }
}

/// What a wrapper holds: the tensors of one property, and the rules by which others take their place.
@usableFromInline
struct TensorSlot<Value: TensorProperty> {
  @usableFromInline private(set) var value: Value?
  let name: String?
  let kind: TensorKind
  let owner = TensorOwner()

  /// - Parameter value: nil where it is assigned later.
  init(_ kind: TensorKind, _ value: Value?, name: String?) {
    self.kind = kind
    self.name = name
    self.value = TensorSlot.made(of: [])
    if let name { checkPartName(name) }
    if let value { assign(value) }
  }

  @usableFromInline
  func missingValue() -> Value { trap("\(owner.label): a \(kind) is read before it is assigned") }

  @usableFromInline
  mutating func assign(_ new: Value) {
    let old = value?.tensors(named: "").map(\.tensor) ?? []
    let tensors = new.tensors(named: "").map(\.tensor)
    value = TensorSlot.made(of: TensorAssignment(kind, owner).adopt(tensors, over: old))
  }

  private static func made(of tensors: [Tensor]) -> Value? {
    func make<T: MadeOfTensors>(_: T.Type) -> Value? { T.made(of: tensors).map { $0 as! Value } }
    guard let type = Value.self as? any MadeOfTensors.Type else {
      trap("Module: a property of type \(Value.self) cannot be a parameter or buffer")
    }
    return make(type)
  }
}

protocol SlotWrapper: NamedTensors {
  associatedtype Value: TensorProperty
  var slot: TensorSlot<Value> { get }
}

extension SlotWrapper {
  var kind: TensorKind { slot.kind }
  var owner: TensorOwner { slot.owner }
  func tensors(property: String) -> [(name: String, tensor: Tensor)]? {
    slot.value?.tensors(named: slot.name ?? property)
  }
}

func checkPartName(_ name: String) {
  require(
    !name.isEmpty && !name.utf8.contains(UInt8(ascii: ".")),
    "Module: the name of a part must not be empty or have a dot, got '\(name)'")
}
