import Autograd

/// A stored property of a module that counts as a part of it, or may hold one where it is not found.
struct ModuleMember {
  enum Part {
    /// Tensors with their names; more than one for a list, nil where they were not assigned yet.
    case tensors(TensorKind, [(name: String, tensor: Tensor)]?)
    case module(Module)
    /// Modules by their places; nil where a place is empty.
    case list([Module?])
    /// Anything else.
    case rest(Any)
  }
  let name: String
  let part: Part

  /// The modules that are this member, with their names.
  var children: [(name: String, module: Module)] {
    switch part {
    case .module(let module): [(name, module)]
    case .list(let modules):
      modules.enumerated().compactMap { place, module in module.map { ("\(name).\(place)", $0) } }
    case .tensors, .rest: []
    }
  }
}
