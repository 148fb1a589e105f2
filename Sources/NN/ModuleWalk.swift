import Autograd
import Tensor

/// A module and where it stands in the model that is walked; the model's own path is "".
struct ModulePlace {
  let path: String
  let module: Module
  let members: [ModuleMember]

  /// The module's own tensors of a kind, nil for both. Traps where one was never assigned.
  func tensors(_ kind: TensorKind?) -> [(name: String, tensor: Tensor)] {
    members.flatMap { member -> [(name: String, tensor: Tensor)] in
      guard case .tensors(let found, let tensors) = member.part, kind == nil || kind == found
      else { return [] }
      guard let tensors else {
        trap("\(module.label): the \(found) '\(member.name)' was never assigned")
      }
      return tensors
    }
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

  /// Whether an optimizer updates a parameter of this module.
  final var isOptimized: Bool {
    places.contains { place in
      place.members.contains { member in
        guard case .tensors(.parameter, let tensors?) = member.part else { return false }
        return tensors.contains { $0.tensor.optimizerCount > 0 }
      }
    }
  }

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
    let members = members
    places.append(ModulePlace(path: path, module: self, members: members))
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
    let tensors = places.flatMap { $0.tensors(nil) }.map { ObjectIdentifier($0.tensor) }
    return Set(places.map { ObjectIdentifier($0.module) }).union(tensors)
  }
}

func join(_ path: String, _ name: String) -> String {
  path.isEmpty ? name : (name.isEmpty ? path : "\(path).\(name)")
}
