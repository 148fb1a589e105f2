import ApusAutograd
import ApusTensor

/// A module and where it stands in the model that is walked; the model's own path is "".
struct ModulePlace {
  let path: String
  let module: Module
  let layout: ModuleLayout
  let members: [ModuleMember]

  /// Calls `body` for each of the module's own tensors of a kind, nil for both. Traps where one was never
  /// assigned.
  func forEachTensor(_ kind: TensorKind?, _ body: (_ name: String, _ tensor: Tensor) -> Void) {
    layout.forEachTensorProperty(of: module) { property, found, tensors in
      guard kind == nil || kind == found else { return }
      guard let tensors else {
        trap("\(module.label): the \(found) '\(property)' was never assigned")
      }
      for (name, tensor) in tensors { body(name, tensor) }
    }
  }

  /// Whether an optimizer updates a parameter of the module's own.
  var isOptimized: Bool {
    var isOptimized = false
    layout.forEachTensorProperty(of: module) { _, kind, tensors in
      if kind == .parameter, tensors?.contains(where: { $0.tensor.optimizerCount > 0 }) == true {
        isOptimized = true
      }
    }
    return isOptimized
  }
}

extension Module {
  /// This module and all within it, own parts first. Each module learns where it stands; a part that is
  /// walked alone keeps the path that it has in its model. Traps where something would be left out.
  final func walked() -> [ModulePlace] {
    let places = places
    for place in places where !place.path.isEmpty && place.module.path != place.path {
      place.module.path = place.path
    }
    checkNothingIsLost(places)
    return places
  }

  /// Whether an optimizer updates a parameter of this module or of one within it.
  final var isOptimized: Bool { places.contains(where: \.isOptimized) }

  private var places: [ModulePlace] {
    var places: [ModulePlace] = []
    var ancestors: [Module] = []
    addPlaces("", &ancestors, to: &places)
    return places
  }

  /// - Parameter ancestors: what this module is a part of: a module that refers to one of them is not its
  ///   whole again.
  private func addPlaces(
    _ path: String, _ ancestors: inout [Module], to places: inout [ModulePlace]
  ) {
    let layout = ModuleLayout.of(type(of: self))
    let members = members(layout)
    places.append(ModulePlace(path: path, module: self, layout: layout, members: members))
    if members.isEmpty { return }
    ancestors.append(self)
    for member in members {
      for (name, child) in member.children where !ancestors.contains(where: { $0 === child }) {
        child.addPlaces(join(path, name), &ancestors, to: &places)
      }
    }
    ancestors.removeLast()
  }

  /// Traps on modules and trainable tensors that stand where they are not found, and nowhere else either.
  private func checkNothingIsLost(_ places: [ModulePlace]) {
    for place in places {
      for member in place.members {
        guard case .rest(let value) = member.part else { continue }
        let lost = lostParts(in: value)
        if lost.isEmpty { continue }
        let found = foundParts(places)
        guard let part = lost.first(where: { !found.contains(ObjectIdentifier($0)) }) else {
          continue
        }
        let property = "\(place.module.label): the property '\(member.name)'"
        require(
          !(value is Tensor),
          "\(property) holds a tensor that requires gradients; declare it @Parameter")
        trap(
          "\(property) holds modules or parameters in a \(type(of: value)), where they are not found "
            + "(a \(type(of: part))); use properties or arrays of modules, and @Parameter for tensors"
        )
      }
    }
  }

  private func foundParts(_ places: [ModulePlace]) -> Set<ObjectIdentifier> {
    var found = Set(places.map { ObjectIdentifier($0.module) })
    for place in places { place.forEachTensor(nil) { found.insert(ObjectIdentifier($1)) } }
    return found
  }
}

func join(_ path: String, _ name: String) -> String {
  path.isEmpty ? name : path + "." + name
}
