/// What kind of type this is: the first word of its metadata, of which Swift's ABI fixes the numbers.
enum TypeKind {
  case object, value, choice, function, foreign, other

  init(of type: Any.Type) {
    switch unsafeBitCast(type, to: UnsafePointer<UInt>.self).pointee {
    case 0, 0x800...: self = .object
    case 0x200, 0x301: self = .value  // struct, tuple
    case 0x201, 0x202: self = .choice  // enum, optional
    case 0x203, 0x204: self = .foreign  // an object of C's or C++'s
    case 0x302, 0x304, 0x306: self = .function  // or a metatype
    default: self = .other  // existentials
    }
  }
}

/// Whether a class is an actor. A distributed one does not conform to `Actor`, so that the descriptor of the
/// class is asked: Swift's ABI fixes its place in the metadata and the flag.
func isActor(_ object: Any.Type) -> Bool {
  let metadata = unsafeBitCast(object, to: UnsafeRawPointer.self)
  let descriptor = metadata.load(fromByteOffset: 40, as: UnsafeRawPointer?.self)
  return descriptor.map { $0.load(as: UInt32.self) & 1 << 23 != 0 } ?? false
}
