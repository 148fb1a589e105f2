import ApusAutograd

/// Modules and trainable tensors in a value that is not a part of a module: training and saving would
/// leave them out.
///
/// Looks at any depth: into containers, and into the stored properties of structs, tuples, enums and
/// classes. Each object is visited once; weak and unowned references are not followed. What a closure captures
/// cannot be seen, nor what has no copy (a `Mutex`) or lies in memory that a type manages by itself
/// (`ManagedBuffer`). Objects that other threads may change meanwhile are left alone, where that can be told:
/// actors, and what has a lock among its stored properties.
func lostParts(in value: Any) -> [AnyObject] {
  var search = LostPartSearch()
  search.add(value)
  return search.run()
}

/// Values wait in a list: a chain of objects may be longer than the stack is deep.
private struct LostPartSearch {
  private var waiting: [Any] = []
  private var visited = Set<ObjectIdentifier>()
  private var lost: [AnyObject] = []

  mutating func add(_ value: Any) {
    if canHoldParts(type(of: value)) { waiting.append(value) }
  }

  mutating func run() -> [AnyObject] {
    while let value = waiting.popLast() { visit(value) }
    return lost
  }

  private mutating func visit(_ value: Any) {
    let type = type(of: value)
    if let container = value as? any Container {
      container.forEachElement { add($0) }
    } else if let tensors = value as? any NamedTensors {
      lost += (tensors.tensors(property: "") ?? []).map(\.tensor)
    } else {
      switch TypeKind(of: type) {
      case .object: visit(object: value as AnyObject)
      case .value:
        for inner in StoredField.values(of: partFields(of: type), in: value) { add(inner) }
      case .choice: if let payload = payload(of: value) { add(payload) }
      case .function, .foreign, .other: break
      }
    }
  }

  private mutating func visit(object: AnyObject) {
    guard visited.insert(ObjectIdentifier(object)).inserted else { return }
    if object is Module {
      lost.append(object)
    } else if let tensor = object as? Tensor {
      if tensor.isLeaf && tensor.requiresGrad { lost.append(tensor) }
    } else {
      for field in partFields(of: type(of: object)) { add(field.value(in: object)) }
    }
  }
}

/// The stored properties of a type that may hold parts and may be read.
private func partFields(of type: Any.Type) -> [StoredField] {
  partFieldsByType.fact(of: type) {
    let fields = StoredField.all(of: type)
    return fields.contains { isLock($0.type) } ? [] : fields.filter { canHoldParts($0.type) }
  }
}

private let partFieldsByType = TypeCache<[StoredField]>()
