import Autograd
import Tensor

// The one place that looks into modules by reflection.

enum TensorKind { case parameter, buffer }

/// A stored property of a module that counts as a part of it.
struct ModuleMember {
  enum Part {
    /// Tensors with their names; more than one for a list.
    case tensors(TensorKind, [(name: String, tensor: Tensor)])
    case module(Module)
    case list([Module])
  }
  let name: String
  let part: Part
}

/// What `@Parameter`, `@Buffer` and `ParameterList` have in common: named tensors.
protocol NamedTensors {
  var kind: TensorKind { get }
  /// The tensors of a property called `property`.
  func tensors(property: String) -> [(name: String, tensor: Tensor)]
}

extension Module {
  /// The stored properties that count, in order of declaration, a superclass' first.
  final var storedMembers: [ModuleMember] {
    var mirrors: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let level = mirror, level.subjectType != Module.self {
      mirrors.append(level)
      mirror = level.superclassMirror
    }
    return mirrors.reversed().flatMap { $0.children.compactMap(Module.member) }
  }

  private static func member(_ child: Mirror.Child) -> ModuleMember? {
    guard let label = child.label else { return nil }
    if let tensors = child.value as? any NamedTensors {
      // A property wrapper's storage is named with an underscore in front.
      let name = String(label.dropFirst(label.hasPrefix("_") ? 1 : 0))
      return ModuleMember(
        name: name, part: .tensors(tensors.kind, tensors.tensors(property: name)))
    }
    if let module = child.value as? Module {
      checkIsStored(label)
      return ModuleMember(name: label, part: .module(module))
    }
    // An empty array of anything else would pass for an empty list of modules.
    if let modules = child.value as? [Module], !modules.isEmpty {
      return ModuleMember(name: label, part: .list(modules))
    }
    if let layers = child.value as? [any Layer], !layers.isEmpty {
      return ModuleMember(name: label, part: .list(layers.map { $0 as Module }))
    }
    checkHoldsNothing(child.value, label)
    return nil
  }

  /// A lazy property comes into being with its first use: too late to be trained.
  private static func checkIsStored(_ label: String) {
    require(
      !label.hasPrefix("$__lazy_storage_$_"),
      "Module: a lazy property cannot be a part of a module; make it in init")
  }

  /// Traps on modules and parameters where they would silently be left out of training and saving.
  private static func checkHoldsNothing(_ value: Any, _ label: String) {
    func isLost(_ value: Any) -> Bool {
      value is Module
        || (value as? Tensor)?.requiresGrad == true && (value as? Tensor)?.isLeaf == true
    }
    require(
      !isLost(value),
      "Module: the property '\(label)' holds a tensor that requires gradients; declare it @Parameter"
    )
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle != .class, mirror.displayStyle != nil else { return }
    // The first elements tell: a property may be an array of a million numbers.
    for element in mirror.children.prefix(4) {
      let parts = Mirror(reflecting: element.value).children.prefix(4).map(\.value)
      require(
        !isLost(element.value) && !parts.contains { $0 is Module },
        "Module: the property '\(label)' holds modules or parameters in a \(type(of: value)), where "
          + "they are not found; use properties or arrays of modules, and @Parameter for tensors")
    }
  }
}
