import ApusAutograd
import ApusTensor

enum TensorKind { case parameter, buffer }

/// What `@Parameter`, `@Buffer` and `ParameterList` have in common: named tensors of a module.
protocol NamedTensors: SendableMetatype {
  var place: TensorPlace { get }
  /// The tensors of a property called `property`; nil where nothing was assigned yet.
  func tensors(property: String) -> [(name: String, tensor: Tensor)]?
}

/// What a property of tensors is, and whose.
@usableFromInline
class TensorPlace {
  let kind: TensorKind
  /// Stands for the property's own.
  let name: String?
  /// nil until it is known.
  weak var module: Module? {
    didSet { isKnown = true }
  }
  private(set) var isKnown = false

  init(_ kind: TensorKind, name: String? = nil) {
    (self.kind, self.name) = (kind, name)
    if let name { checkPartName(name) }
  }

  /// Those that assigning replaces.
  var tensors: [Tensor] { [] }

  /// What messages call the module.
  var label: String { module?.label ?? "Module" }
}

/// What a wrapper holds: the tensors of one property, and the rules by which others take their place.
///
/// An object, so that the module's own memory does not change with an assignment: the rules look at the whole
/// module meanwhile.
@usableFromInline
final class TensorSlot<Value: TensorProperty>: TensorPlace {
  @usableFromInline private(set) var value: Value?

  /// - Parameter value: nil where it is assigned later.
  init(_ kind: TensorKind, _ value: Value?, name: String?) {
    self.value = TensorSlot.made(of: [])
    super.init(kind, name: name)
    if let value { assign(value) }
  }

  @usableFromInline
  func missingValue() -> Value {
    trap("\(label): a \(kind) is read before it is assigned")
  }

  @usableFromInline
  func assign(_ new: Value) {
    let old = self.tensors
    let tensors = new._tensors(named: "").map(\.tensor)
    value = TensorSlot.made(of: TensorAssignment(in: self).adopt(tensors, over: old))
  }

  override var tensors: [Tensor] { value?._tensors(named: "").map(\.tensor) ?? [] }

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
  var place: TensorPlace { slot }
  func tensors(property: String) -> [(name: String, tensor: Tensor)]? {
    slot.value?._tensors(named: slot.name ?? property)
  }
}

func checkPartName(_ name: String) {
  require(
    !name.isEmpty && !name.utf8.contains(UInt8(ascii: ".")),
    "Module: the name of a part must not be empty or have a dot, got '\(name)'")
}
