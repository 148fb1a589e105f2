import ApusAutograd
import ApusTensor

/// What a class says of the parts of its instances: found once a class, while the parts themselves are
/// looked up each time.
final class ModuleLayout: Sendable {
  private let tensors: [(field: StoredField, type: any NamedTensors.Type)]
  private let others: [(field: StoredField, kind: Kind)]

  private enum Kind {
    case module, optionalModule
    /// A value that must be looked at.
    case any
  }

  static func of(_ type: Module.Type) -> ModuleLayout {
    layouts.fact(of: type) { ModuleLayout(type) }
  }

  private static let layouts = TypeCache<ModuleLayout>()
  private static let ownFieldCount = StoredField.all(of: Module.self).count

  private init(_ type: Module.Type) {
    let fields = StoredField.all(of: type).dropFirst(ModuleLayout.ownFieldCount)
    tensors = fields.compactMap { field in
      (field.type as? any NamedTensors.Type).map { (field.withoutUnderscore, $0) }
    }
    others = fields.compactMap { field in ModuleLayout.kind(of: field).map { (field, $0) } }
  }

  /// nil where the property can hold no module.
  private static func kind(of field: StoredField) -> Kind? {
    if field.type is any NamedTensors.Type { return nil }
    if field.type is Module.Type { return .module }
    if let wrapped = (field.type as? any OptionalType.Type)?.wrappedType, wrapped is Module.Type {
      field.checkIsNotLazy()
      return .optionalModule
    }
    return canHoldParts(field.type) ? .any : nil
  }

  /// Calls `body` for each property of tensors, in order of declaration, a superclass' first; the tensors
  /// are nil where none were assigned yet. The wrappers learn whose they are.
  func forEachTensorProperty(
    of module: Module,
    _ body: (_ name: String, TensorKind, _ tensors: [(name: String, tensor: Tensor)]?) -> Void
  ) {
    func read<T: NamedTensors>(_ field: StoredField, _ type: T.Type) {
      let property = field.value(in: module, as: type)
      let place = property.place
      if !place.isKnown { module.settle(place, in: field) }
      body(field.name, place.kind, property.tensors(property: field.name))
    }
    for (field, type) in tensors {
      // The usual types are compiled for themselves, which is quicker.
      if type == Parameter<Tensor>.self {
        read(field, Parameter<Tensor>.self)
      } else if type == Parameter<Tensor?>.self {
        read(field, Parameter<Tensor?>.self)
      } else {
        read(field, type)
      }
    }
  }

  /// The other stored properties that count or must be looked at, in the same order.
  func members(of module: Module) -> [ModuleMember] {
    others.compactMap { field, kind in
      switch kind {
      case .module: field.member(.module(field.value(in: module, as: Module.self)))
      case .optionalModule:
        field.value(in: module, as: Module?.self).map { field.member(.module($0)) }
      case .any: field.member(field.part(in: module))
      }
    }
  }
}

extension StoredField {
  fileprivate func member(_ part: ModuleMember.Part) -> ModuleMember {
    ModuleMember(name: name, part: part)
  }

  /// What a property is whose type does not tell.
  fileprivate func part(in module: Module) -> ModuleMember.Part {
    let value = value(in: module)
    if let module = value as? Module {
      checkIsNotLazy()
      return .module(module)
    }
    // An empty array of anything else would pass for an empty list of modules.
    if let array = value as? any ModuleArray, let modules = array.modules, !modules.isEmpty {
      checkIsNotLazy()
      return .list(modules)
    }
    return .rest(value)
  }

  /// A lazy property comes into being with its first use: too late to be trained.
  fileprivate func checkIsNotLazy() {
    require(
      !name.hasPrefix("$__lazy_storage_$_"),
      "Module: a lazy property cannot be a part of a module; make it in init")
  }
}

private protocol OptionalType {
  static var wrappedType: Any.Type { get }
  /// Whether a value of this type is nil.
  static func isNil(_ value: Any) -> Bool
}

extension Optional: OptionalType {
  fileprivate static var wrappedType: Any.Type { Wrapped.self }
  fileprivate static func isNil(_ value: Any) -> Bool {
    if case .none = value as! Wrapped? { true } else { false }
  }
}

/// An array that may be a list of modules.
private protocol ModuleArray {
  /// The elements, nil for those that are nil; nil where any is something else.
  var modules: [Module?]? { get }
}

extension Array: ModuleArray {
  fileprivate var modules: [Module?]? {
    if Element.self is Module.Type { return self as? [Module] }
    let optional = Element.self as? any OptionalType.Type
    var modules: [Module?] = []
    for element in self {
      if let module = element as? Module {
        modules.append(module)
      } else if optional?.isNil(element) == true {
        modules.append(nil)
      } else {
        return nil
      }
    }
    return modules
  }
}
