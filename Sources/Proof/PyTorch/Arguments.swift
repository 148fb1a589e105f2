import ApusTensor
import FoundationEssentials
import Synchronization

/// The arguments of one case, by the names that Swift gives them, and which of them were read.
final class Arguments: Decodable, Sendable {
  private let values: [String: Argument]
  private let read = Mutex<Set<String>>([])

  init() { values = [:] }

  init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: Argument].self)
  }

  var names: [String] { values.keys.sorted() }
  func has(_ name: String) -> Bool { values[name] != nil }

  /// What nothing has asked for, also within objects: `options.amsgrad`.
  var unread: [String] {
    let read = read.withLock { $0 }
    return names.flatMap { name in
      read.contains(name)
        ? values[name]!.objects.flatMap { $0.unread.map { "\(name).\($0)" } } : [name]
    }
  }

  func number(_ name: String) throws -> Double { try value(name, "a number") { $0.number } }
  func int(_ name: String) throws -> Int { try value(name, "a whole number") { $0.int } }
  func bool(_ name: String) throws -> Bool { try value(name, "true or false") { $0.bool } }
  func text(_ name: String) throws -> String { try value(name, "text") { $0.text } }
  func list(_ name: String) throws -> [Argument] { try value(name, "a list") { $0.list } }
  func ints(_ name: String) throws -> [Int] { try each(name, "whole numbers") { $0.int } }
  func numbers(_ name: String) throws -> [Double] { try each(name, "numbers") { $0.number } }
  func object(_ name: String) throws -> Arguments { try value(name, "an object") { $0.object } }
  func dtype(_ name: String) throws -> DType { try DType(named: text(name)) }

  func number(_ name: String, or other: Double) throws -> Double {
    try optional(name, number) ?? other
  }
  func int(_ name: String, or other: Int) throws -> Int { try optional(name, int) ?? other }
  func bool(_ name: String, or other: Bool) throws -> Bool { try optional(name, bool) ?? other }
  func text(_ name: String, or other: String) throws -> String { try optional(name, text) ?? other }

  /// What `read` gives; nil where there is no such argument.
  func optional<T>(_ name: String, _ read: (String) throws -> T) rethrows -> T? {
    has(name) ? try read(name) : nil
  }

  private func value<T>(_ name: String, _ kind: String, _ read: (Argument) -> T?) throws -> T {
    self.read.withLock { _ = $0.insert(name) }
    guard let argument = values[name], let value = read(argument) else {
      throw CaseProblem("has no argument \(name) that is \(kind)")
    }
    return value
  }

  private func each<T>(_ name: String, _ kind: String, _ read: (Argument) -> T?) throws -> [T] {
    try value(name, "a list of \(kind)") { argument in
      let all = argument.list?.map(read) ?? [nil]
      return all.contains { $0 == nil } ? nil : all.map { $0! }
    }
  }
}

/// A JSON value. Numbers that JSON has no form for are written "inf", "-inf" and "nan".
enum Argument: Decodable, Sendable {
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([Argument])
  case object(Arguments)
  case null

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([Argument].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode(Arguments.self))
    }
  }

  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var list: [Argument]? { if case .list(let value) = self { value } else { nil } }
  var object: Arguments? { if case .object(let value) = self { value } else { nil } }
  var int: Int? { number.flatMap { Int(exactly: $0) } }
  var number: Double? {
    switch self {
    case .number(let value): value
    case .text(let name): ["inf": .infinity, "-inf": -.infinity, "nan": .nan][name]
    default: nil
    }
  }

  /// Itself or what is in it, as far as those are objects.
  fileprivate var objects: [Arguments] { object.map { [$0] } ?? (list ?? []).flatMap(\.objects) }
}
