import Synchronization

// Looks into memory by reflection.
//
// `Mirror` finds the same, but anew for every value, and not where a type shows a mirror of its own. What a
// type says (names, types and places of its stored properties) never changes and is asked once a type;
// values are never kept. The functions below are those that `Mirror` itself is made of.

@_silgen_name("swift_reflectionMirror_recursiveCount")
private func fieldCount(_: Any.Type) -> Int

@_silgen_name("swift_reflectionMirror_recursiveChildOffset")
private func fieldOffset(_: Any.Type, index: Int) -> Int

@_silgen_name("swift_reflectionMirror_recursiveChildMetadata")
private func fieldType(
  _: Any.Type, index: Int, fieldMetadata: UnsafeMutablePointer<FieldMetadata>
) -> Any.Type

private typealias FreeName = @convention(c) (UnsafePointer<CChar>?) -> Void

@_silgen_name("swift_reflectionMirror_count")
private func childCount<T>(_: T, type: Any.Type) -> Int

@_silgen_name("swift_reflectionMirror_subscript")
private func child<T>(
  of: T, type: Any.Type, index: Int, outName: UnsafeMutablePointer<UnsafePointer<CChar>?>,
  outFreeFunc: UnsafeMutablePointer<FreeName?>
) -> Any

/// What an enum's value holds, nil where its case has no payload.
func payload(of choice: Any) -> Any? {
  let type = Swift.type(of: choice)
  if childCount(choice, type: type) == 0 { return nil }
  var (name, freeName) = (UnsafePointer<CChar>?.none, FreeName?.none)
  defer { freeName?(name) }
  return child(of: choice, type: type, index: 0, outName: &name, outFreeFunc: &freeName)
}

/// Laid out as the standard library's `_FieldReflectionMetadata`.
private struct FieldMetadata {
  var name: UnsafePointer<CChar>?
  var freeName: FreeName?
  /// Neither weak nor unowned.
  var isStrong = false
  var isVar = false
}

/// A stored property of a class, struct or tuple that owns its value.
struct StoredField: Sendable {
  private(set) var name: String
  let type: Any.Type
  /// From the start of the object or value, in bytes.
  let offset: Int

  /// The strong stored properties of a class (its superclass' first), struct or tuple; none of anything
  /// else. The runtime gives those that cannot be copied, such as a `Mutex`, the type ().
  static func all(of type: Any.Type) -> [StoredField] {
    switch TypeKind(of: type) {
    case .object, .value: (0..<fieldCount(type)).compactMap { StoredField(type, $0) }
    default: []
    }
  }

  private init?(_ owner: Any.Type, _ index: Int) {
    var metadata = FieldMetadata()
    type = fieldType(owner, index: index, fieldMetadata: &metadata)
    name = metadata.name.map { String(cString: $0) } ?? ""
    offset = fieldOffset(owner, index: index)
    metadata.freeName?(metadata.name)
    // What a weak or unowned reference has in memory is not a plain reference, and it is not to be followed.
    if !metadata.isStrong { return nil }
  }

  /// The same property under its own name: a property wrapper's storage has an underscore in front.
  var withoutUnderscore: StoredField {
    var field = self
    if name.hasPrefix("_") { field.name.removeFirst() }
    return field
  }

  // Values are copied by their types' own means, so that enums, existentials and generic types are as safe
  // to read as references. Nobody may write meanwhile. A module belongs to one thread, and with it what it
  // holds, but for objects that several threads use: those that guard themselves as actors or by a lock are
  // not looked into. Whether a class is `Sendable` by other means cannot be asked at run time.

  /// The value in an object that has this property.
  func value(in object: AnyObject) -> Any {
    func read<T>(_ type: T.Type) -> Any { value(in: object, as: type) }
    return _openExistential(type, do: read)
  }

  /// The same where the property is known to be of type `T`, or of a class below it.
  func value<T>(in object: AnyObject, as type: T.Type) -> T {
    withExtendedLifetime(object) {
      value(at: UnsafeRawPointer(Unmanaged.passUnretained(object).toOpaque()), as: type)
    }
  }

  /// The values of `fields` in a struct or tuple that has them.
  static func values(of fields: [StoredField], in container: Any) -> [Any] {
    func read<T>(_: T.Type) -> [Any] {
      // By a cast: an existential may hold another one, which holds the value.
      withUnsafePointer(to: container as! T) { start in
        fields.map { field in
          func read<Field>(_ type: Field.Type) -> Any { field.value(at: start, as: type) }
          return _openExistential(field.type, do: read)
        }
      }
    }
    return _openExistential(Swift.type(of: container), do: read)
  }

  private func value<T>(at start: UnsafeRawPointer, as _: T.Type) -> T {
    (start + offset).assumingMemoryBound(to: T.self).pointee
  }
}

/// Facts about types, each found once.
final class TypeCache<Fact: Sendable>: Sendable {
  private let facts = Mutex<[ObjectIdentifier: Fact]>([:])

  func fact(of type: Any.Type, _ find: () -> Fact) -> Fact {
    let key = ObjectIdentifier(type)
    if let known = facts.withLock({ $0[key] }) { return known }
    let found = find()
    facts.withLock { $0[key] = found }
    return found
  }
}
