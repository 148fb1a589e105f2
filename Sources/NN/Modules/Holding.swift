import ApusAutograd
import ApusTensor

/// Containers of the standard library, whose elements are looked at instead of their stored properties.
protocol Container {
  static var elementTypes: [Any.Type] { get }
  func forEachElement(_ body: (Any) -> Void)
}

extension Optional: Container {
  static var elementTypes: [Any.Type] { [Wrapped.self] }
  func forEachElement(_ body: (Any) -> Void) { map(body) }
}

extension Array: Container {
  static var elementTypes: [Any.Type] { [Element.self] }
  func forEachElement(_ body: (Any) -> Void) { for element in self { body(element) } }
}

extension ContiguousArray: Container {
  static var elementTypes: [Any.Type] { [Element.self] }
  func forEachElement(_ body: (Any) -> Void) { for element in self { body(element) } }
}

extension ArraySlice: Container {
  static var elementTypes: [Any.Type] { [Element.self] }
  func forEachElement(_ body: (Any) -> Void) { for element in self { body(element) } }
}

extension Set: Container {
  static var elementTypes: [Any.Type] { [Element.self] }
  func forEachElement(_ body: (Any) -> Void) { for element in self { body(element) } }
}

extension Dictionary: Container {
  static var elementTypes: [Any.Type] { [Key.self, Value.self] }
  func forEachElement(_ body: (Any) -> Void) {
    for (key, value) in self {
      body(key)
      body(value)
    }
  }
}

extension Dictionary.Keys: Container {
  static var elementTypes: [Any.Type] { [Key.self] }
  func forEachElement(_ body: (Any) -> Void) { for element in self { body(element) } }
}

extension Dictionary.Values: Container {
  static var elementTypes: [Any.Type] { [Value.self] }
  func forEachElement(_ body: (Any) -> Void) { for element in self { body(element) } }
}

extension InlineArray: Container {
  static var elementTypes: [Any.Type] { [Element.self] }
  func forEachElement(_ body: (Any) -> Void) { for index in indices { body(self[index]) } }
}

/// Whether a value of this type may hold a module or a tensor, as far as the type tells: not numbers,
/// strings, arrays, URLs, and what is made of these alone.
func canHoldParts(_ type: Any.Type) -> Bool {
  answers.fact(of: type) {
    var asked = Set<ObjectIdentifier>()
    return findsParts(type, &asked)
  }
}

private let answers = TypeCache<Bool>()

/// - Parameter asked: types whose answer is being found: an array in a struct may hold that struct again.
private func findsParts(_ type: Any.Type, _ asked: inout Set<ObjectIdentifier>) -> Bool {
  guard asked.insert(ObjectIdentifier(type)).inserted else { return false }
  func isTrivial<T>(_: T.Type) -> Bool { _isPOD(T.self) }
  if _openExistential(type, do: isTrivial) || isPlain(type) { return false }
  if let container = type as? any Container.Type {
    return container.elementTypes.contains { findsParts($0, &asked) }
  }
  switch TypeKind(of: type) {
  case .value:
    return StoredField.all(of: type).contains { findsParts($0.type, &asked) }
  case .function, .foreign: return false
  // An actor's properties are not for others to read.
  case .object: return !isActor(type)
  case .choice, .other: return true
  }
}
