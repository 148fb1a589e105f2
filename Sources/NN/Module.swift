public import Autograd

/// A part of a model: parameters, buffers and further modules.
///
/// A stored property counts when it is `@Parameter`, `@Buffer`, a `Module`, or an optional or array of
/// these; its name is the property's name, as in PyTorch. Nothing needs to be registered.
open class Module: CustomStringConvertible {
  /// Whether layers such as `Dropout` behave as in training; see `train()` and `eval()`.
  public private(set) final var isTraining = true

  /// Where this module was last found in a model, for messages: `blocks.0.fc`.
  public internal(set) final var path = ""

  public init() {}

  /// What `print` shows in the brackets behind the type's name: `in_features=32, out_features=1`.
  open var extraDescription: String { "" }

  /// The type's name as printed; PyTorch's for the built-in layers.
  open var typeName: String { String(describing: type(of: self)) }

  // MARK: - Parts

  /// Everything that belongs to this module, in PyTorch's order.
  var members: [ModuleMember] { storedMembers }

  /// All parameters with their dotted names, in PyTorch's order: own ones first, then the children's,
  /// each in order of declaration. One that is used in two places is named once.
  public final var namedParameters: [(name: String, tensor: Tensor)] {
    var seen = Set<ObjectIdentifier>()
    return namedTensors(.parameter).filter { seen.insert(ObjectIdentifier($0.tensor)).inserted }
  }

  /// All parameters: what an optimizer takes.
  public final var parameters: [Tensor] { namedParameters.map(\.tensor) }

  /// All buffers (tensors that belong to the state but are not trained) with their dotted names.
  public final var namedBuffers: [(name: String, tensor: Tensor)] { namedTensors(.buffer) }

  /// All buffers.
  public final var buffers: [Tensor] { namedBuffers.map(\.tensor) }

  /// The direct parts that are modules.
  public final var namedChildren: [(name: String, module: Module)] {
    members.flatMap { member -> [(name: String, module: Module)] in
      switch member.part {
      case .module(let module): [(member.name, module)]
      case .list(let modules):
        modules.enumerated().map { ("\(member.name).\($0)", $1) }
      case .tensors: []
      }
    }
  }

  /// This module and all modules within it with their dotted names; its own is "".
  public final var namedModules: [(name: String, module: Module)] {
    [("", self)]
      + namedChildren.flatMap { name, child in
        child.namedModules.map { (join(name, $0.name), $0.module) }
      }
  }

  /// Tensors of a kind (nil: of both) by every name that leads to them.
  final func namedTensors(_ kind: TensorKind?) -> [(name: String, tensor: Tensor)] {
    modulesWithPaths().flatMap { path, module in
      module.members.flatMap { member -> [(name: String, tensor: Tensor)] in
        guard case .tensors(let found, let tensors) = member.part, kind == nil || kind == found
        else { return [] }
        return tensors.map { (join(path, $0.name), $0.tensor) }
      }
    }
  }

  /// `namedModules`, each told where it stands. A part that is walked alone keeps the path that it has in
  /// its model.
  private func modulesWithPaths() -> [(name: String, module: Module)] {
    let modules = namedModules
    for (path, module) in modules where !path.isEmpty { module.path = path }
    return modules
  }

  /// How messages call this module: its path once a model was walked, else its type.
  package final var label: String { path.isEmpty ? typeName : "\(typeName) '\(path)'" }

  // MARK: - Modes

  /// Switches this module and all within it to training.
  public final func train(_ isTraining: Bool = true) {
    for (_, module) in namedModules { module.isTraining = isTraining }
  }

  /// Switches this module and all within it to evaluation: no dropout.
  public final func eval() { train(false) }

  /// Drops the gradients of all parameters.
  public final func zeroGrad() {
    for parameter in parameters { parameter.zeroGrad() }
  }

  // MARK: - Printing

  /// The tree of modules, as PyTorch prints it.
  public final var description: String {
    _ = modulesWithPaths()
    return text(indent: 0)
  }

  private func text(indent: Int) -> String {
    let children = members.compactMap { member -> (String, String)? in
      switch member.part {
      case .module(let module): (member.name, module.text(indent: indent + 2))
      case .list(let modules): (member.name, Module.text(of: modules, indent: indent + 2))
      case .tensors: nil
      }
    }
    return Module.text(typeName, extraDescription, children, indent: indent)
  }

  private static func text(of modules: [Module], indent: Int) -> String {
    let items = modules.enumerated().map { ("\($0)", $1.text(indent: indent + 2)) }
    return text("ModuleList", "", items, indent: indent)
  }

  private static func text(
    _ type: String, _ extra: String, _ children: [(String, String)], indent: Int
  ) -> String {
    if children.isEmpty { return "\(type)(\(extra))" }
    let space = String(repeating: " ", count: indent)
    let lines = children.map { "\(space)  (\($0)): \($1)\n" }.joined()
    return "\(type)(\n\(lines)\(space))"
  }
}

func join(_ path: String, _ name: String) -> String {
  path.isEmpty ? name : (name.isEmpty ? path : "\(path).\(name)")
}
