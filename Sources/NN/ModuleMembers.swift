import Autograd

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
    // A property wrapper's storage is named with an underscore in front.
    let name = String(label.drop { $0 == "_" })
    if let tensors = child.value as? any NamedTensors {
      return ModuleMember(
        name: name, part: .tensors(tensors.kind, tensors.tensors(property: name)))
    }
    if let module = child.value as? Module {
      return ModuleMember(name: name, part: .module(module))
    }
    if let modules = child.value as? [Module] {
      return ModuleMember(name: name, part: .list(modules))
    }
    if let layers = child.value as? [any Layer] {
      return ModuleMember(name: name, part: .list(layers.map { $0 as Module }))
    }
    return nil
  }
}
