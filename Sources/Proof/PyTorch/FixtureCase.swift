import ApusTensor

/// One call: the item that makes it, a name for people, and arguments.
struct FixtureCase: Decodable, Sendable {
  let item: String
  let name: String
  let arguments: Arguments
  /// The floating-point types that it runs in; empty where it has none of its own.
  let dtypes: [DType]

  private enum CodingKeys: String, CodingKey {
    case item, name, dtypes
    case arguments = "args"
  }

  init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(otherThan: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    item = try container.decode(String.self, forKey: .item)
    name = try container.decode(String.self, forKey: .name)
    arguments =
      try container.decodeIfPresent(Arguments.self, forKey: .arguments) ?? Arguments()
    let names = try container.decodeIfPresent([String].self, forKey: .dtypes)
    dtypes = try (names ?? ["float32", "float64"]).map(DType.init(named:))
  }
}

extension FixtureCase {
  /// A call of the table, which has its arguments itself.
  init(_ row: Row, _ call: Call) {
    (item, arguments, dtypes) = (row.title, Arguments(), call.dtypes)
    let description = call.description(beyond: row.options.defaults)
    name = description.isEmpty ? "no arguments" : description
  }
}

extension Decoder {
  /// What nobody reads would be skipped silently.
  func refuseKeys<Key: CodingKey>(otherThan: Key.Type) throws {
    for key in try container(keyedBy: AnyKey.self).allKeys
    where Key(stringValue: key.stringValue) == nil {
      throw CaseProblem("nobody reads \(key.stringValue)")
    }
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
