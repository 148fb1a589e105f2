public import ApusAutograd
import ApusTensor

/// A part of a model: parameters, buffers and further modules.
///
/// A stored property counts when it is `@Parameter`, `@Buffer`, a `Module`, or an optional or array of
/// these; its name is the property's name, as in PyTorch. Nothing needs to be registered.
///
/// Modules and trainable tensors in any other place (dictionaries, nested arrays, structs, objects that are
/// not modules) are refused with the name of the property, unless they are also found in a place that counts.
/// What a weak or unowned reference leads to, what a closure captures, and what lies in an actor, behind a lock
/// or in memory that a container manages by itself is not looked at. No other thread may change the rest
/// meanwhile.
///
/// Parts may change: a block that is appended, a child that is replaced, a weight that is assigned are found
/// at the next look. An optimizer, however, goes on with the tensors that it was given. Assigned parameters
/// stay the same tensors where that is possible (see `Parameter`); a child module that takes the place of
/// another brings tensors of its own, which only an optimizer that is made afterwards, or `addGroup`, trains.
open class Module: CustomStringConvertible {
  /// Whether layers such as `Dropout` behave as in training; see `train()` and `eval()`.
  public private(set) final var isTraining = true

  /// Where this module was last found in a model, for messages: `blocks.0.fc`.
  public internal(set) final var path = ""

  /// Where the tensors of each property are, by the property's place in memory.
  private final var tensorPlaces: [Int: TensorPlace] = [:]

  public init() {
    ModuleLayout.of(type(of: self)).forEachTensorProperty(of: self) { _, _, _ in }
  }

  /// What `print` shows in the brackets behind the type's name: `in_features=32, out_features=1`.
  open var extraDescription: String { "" }

  /// The type's name as printed; PyTorch's for the built-in layers.
  open var typeName: String { String(describing: type(of: self)) }

  // MARK: - Parts

  /// The modules that belong to this one, and what must be looked at besides, in order of declaration.
  func members(_ layout: ModuleLayout) -> [ModuleMember] { layout.members(of: self) }
  private var members: [ModuleMember] { members(ModuleLayout.of(type(of: self))) }

  /// All parameters with their dotted names, in PyTorch's order: own ones first, then the children's,
  /// each in order of declaration. One that is used in two places is named once.
  public final var namedParameters: [(name: String, tensor: Tensor)] {
    var seen = Set<ObjectIdentifier>()
    return namedTensors(.parameter).filter { seen.insert(ObjectIdentifier($0.tensor)).inserted }
  }

  /// All parameters: what an optimizer takes.
  public final var parameters: [Tensor] {
    var (seen, tensors) = (Set<ObjectIdentifier>(), [Tensor]())
    for place in walked() {
      place.forEachTensor(.parameter) { _, tensor in
        if seen.insert(ObjectIdentifier(tensor)).inserted { tensors.append(tensor) }
      }
    }
    return tensors
  }

  /// All buffers (tensors that belong to the state but are not trained) with their dotted names.
  public final var namedBuffers: [(name: String, tensor: Tensor)] { namedTensors(.buffer) }

  /// All buffers.
  public final var buffers: [Tensor] { namedBuffers.map(\.tensor) }

  /// The direct parts that are modules.
  public final var namedChildren: [(name: String, module: Module)] {
    members.flatMap(\.children)
  }

  /// This module and all modules within it with their dotted names; its own is "".
  public final var namedModules: [(name: String, module: Module)] {
    walked().map { ($0.path, $0.module) }
  }

  /// Tensors of a kind (nil: of both) by every name that leads to them.
  final func namedTensors(_ kind: TensorKind?) -> [(name: String, tensor: Tensor)] {
    var found: [(name: String, tensor: Tensor)] = []
    for place in walked() {
      place.forEachTensor(kind) { found.append((join(place.path, $0), $1)) }
    }
    return found
  }

  /// How messages call this module: its path once a model was walked, else its type.
  package final var label: String { path.isEmpty ? typeName : "\(typeName) '\(path)'" }

  /// Notes where the tensors of a property are. Traps where a wrapper has replaced another, and an optimizer
  /// updates the old tensors, but not the new.
  final func settle(_ place: TensorPlace, in field: StoredField) {
    place.module = self
    let old = tensorPlaces.updateValue(place, forKey: field.offset)?.tensors ?? []
    if place.kind == .parameter && old.contains(where: { $0.optimizerCount > 0 }) {
      require(
        place.tensors.allSatisfy { $0.optimizerCount > 0 },
        "\(label): '\(field.name)' has a new wrapper, _\(field.name), whose tensors no optimizer updates, while "
          + "one updates the old tensors; assign to \(field.name) itself")
    }
  }

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
    _ = walked()
    return text(indent: 0)
  }

  private func text(indent: Int) -> String {
    let children = members.compactMap { member -> (String, String)? in
      switch member.part {
      case .module(let module): (member.name, module.text(indent: indent + 2))
      case .list: (member.name, Module.text(of: member.children, indent: indent + 2))
      case .rest: nil
      }
    }
    return Module.text(typeName, extraDescription, children, indent: indent)
  }

  private static func text(of list: [(name: String, module: Module)], indent: Int) -> String {
    // Its name ends in its place.
    let items = list.map { name, module in
      (String(name.split(separator: ".").last!), module.text(indent: indent + 2))
    }
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
