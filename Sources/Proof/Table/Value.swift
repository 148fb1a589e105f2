import ApusTensor

/// What an argument is, in the form that Swift and Python both read.
enum Value: Sendable, Equatable {
  case none
  case truth(Bool)
  case whole(Int)
  case real(Double)
  case text(String)
  case type(DType)
  case list([Value])
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
  init(nilLiteral: ()) { self = .none }
  init(booleanLiteral value: Bool) { self = .truth(value) }
  init(integerLiteral value: Int) { self = .whole(value) }
  init(floatLiteral value: Double) { self = .real(value) }
  init(stringLiteral value: String) { self = .text(value) }
  init(arrayLiteral values: Value...) { self = .list(values) }
}

/// A Swift type that arguments are read as.
protocol ArgumentType {
  init?(_ value: Value)
}

extension Bool: ArgumentType {
  init?(_ value: Value) {
    guard case .truth(let truth) = value else { return nil }
    self = truth
  }
}

extension Int: ArgumentType {
  init?(_ value: Value) {
    guard case .whole(let number) = value else { return nil }
    self = number
  }
}

extension Double: ArgumentType {
  init?(_ value: Value) {
    switch value {
    case .real(let number): self = number
    case .whole(let number): self = Double(number)
    default: return nil
    }
  }
}

extension DType: ArgumentType {
  init?(_ value: Value) {
    guard case .type(let dtype) = value else { return nil }
    self = dtype
  }
}

extension String: ArgumentType {
  init?(_ value: Value) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
}

extension Array: ArgumentType where Element: ArgumentType {
  init?(_ value: Value) {
    guard case .list(let values) = value else { return nil }
    let elements = values.compactMap { Element($0) }
    if elements.count < values.count { return nil }
    self = elements
  }
}

extension Optional: ArgumentType where Wrapped: ArgumentType {
  init?(_ value: Value) {
    if value == .none {
      self = nil
    } else if let wrapped = Wrapped(value) {
      self = .some(wrapped)
    } else {
      return nil
    }
  }
}

/// The arguments of a call, by Swift's names: `a.keepDim`.
@dynamicMemberLookup
struct Values: Sendable {
  let values: [String: Value]

  subscript<T: ArgumentType>(dynamicMember name: String) -> T {
    guard let value = values[name], let read = T(value) else {
      fatalError("a row of the table reads \(name) as \(T.self); its call has \(values)")
    }
    return read
  }
}
