import ApusTensor

/// One call: the item that makes it, a name for people, and arguments.
struct FixtureCase: Decodable, Sendable {
  let item: String
  let name: String
  let arguments: Arguments
  /// The floating-point types that it runs in; empty where it has none of its own.
  let dtypes: [DType]
  /// How many inputs x0, x1, ... an operation has.
  let operands: Int
  /// What there is to say of each of them; empty where there is nothing to say of any.
  let inputs: [InputForm]
  /// Highest order of derivatives that are compared: 0, 1 or 2.
  let order: Int

  private enum CodingKeys: String, CodingKey {
    case item, name, dtypes, operands, inputs, order
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
    operands = try container.decodeIfPresent(Int.self, forKey: .operands) ?? 0
    inputs = try container.decodeIfPresent([InputForm].self, forKey: .inputs) ?? []
    order = try container.decodeIfPresent(Int.self, forKey: .order) ?? 2
    if operands < 0 || !(0...2).contains(order) {
      throw CaseProblem("\(operands) operands and order \(order) are no case")
    }
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
