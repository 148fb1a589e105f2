import Autograd
import Tensor

/// What a class says of the parts of its instances: found once a class, while the parts themselves are
/// looked up each time.
struct ModuleLayout: Sendable {
  private enum Kind: Sendable {
    case tensors(any NamedTensors.Type)
    case module, optionalModule
    /// A value that must be looked at.
    case any
  }
  private let fields: [(stored: StoredField, kind: Kind)]

  static func of(_ type: Module.Type) -> ModuleLayout {
    layouts.fact(of: type) { ModuleLayout(type) }
  }

  private static let layouts = TypeCache<ModuleLayout>()
  private static let ownFieldCount = StoredField.all(of: Module.self).count

  private init(_ type: Module.Type) {
    fields = StoredField.all(of: type).dropFirst(ModuleLayout.ownFieldCount).compactMap { field in
      ModuleLayout.kind(of: field).map { (field, $0) }
    }
  }

  /// nil where the property can hold nothing that counts.
  private static func kind(of field: StoredField) -> Kind? {
    if let tensors = field.type as? any NamedTensors.Type { return .tensors(tensors) }
    if field.type is Module.Type { return .module }
    if let wrapped = (field.type as? any OptionalType.Type)?.wrappedType, wrapped is Module.Type {
      field.checkIsNotLazy()
      return .optionalModule
    }
    return canHoldParts(field.type) ? .any : nil
  }

  /// Tells the tensors' wrappers whose they are.
  func claimTensors(for module: Module) {
    for field in fields {
      if case .tensors(let type) = field.kind {
        field.stored.namedTensors(type, in: module).owner.module = module
      }
    }
  }

  /// The stored properties that count, in order of declaration, a superclass' first.
  func members(of module: Module) -> [ModuleMember] {
    fields.compactMap { field, kind in
      switch kind {
      case .tensors(let type):
        let tensors = field.namedTensors(type, in: module)
        // One that was put there by `_weight = Parameter(...)`.
        if tensors.owner.module == nil { tensors.owner.module = module }
        // A property wrapper's storage is named with an underscore in front.
        let name = field.name.hasPrefix("_") ? String(field.name.dropFirst()) : field.name
        return ModuleMember(
          name: name, part: .tensors(tensors.kind, tensors.tensors(property: name)))
      case .module:
        return field.member(.module(field.value(in: module, as: Module.self)))
      case .optionalModule:
        return field.value(in: module, as: Module?.self).map { field.member(.module($0)) }
      case .any: return field.member(field.part(in: module))
      }
    }
  }
}

extension StoredField {
  fileprivate func member(_ part: ModuleMember.Part) -> ModuleMember {
    ModuleMember(name: name, part: part)
  }

  fileprivate func namedTensors(_ type: any NamedTensors.Type, in module: Module)
    -> any NamedTensors
  {
    func read<T: NamedTensors>(_ type: T.Type) -> any NamedTensors { value(in: module, as: type) }
    return read(type)
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
