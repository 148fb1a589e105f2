/// A stored property of a module, but for tensors: modules, or what may hold some where they are not found.
struct ModuleMember {
  enum Part {
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
    case .rest: []
    }
  }
}
