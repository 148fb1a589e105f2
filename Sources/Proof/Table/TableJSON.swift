import ApusTensor

// The table as JSON, for the script that asks PyTorch. Numbers with a point are Python's float, those without its int;
// infinities and NaN are written as Python reads them.

extension ProofTable {
  /// All rows that PyTorch has too.
  package var json: String {
    let topics = topics.map { topic in
      let rows = topic.rows.filter { $0.torch != nil }.map { row in
        object(row.jsonMembers + [("digest", quoted(row.digest))])
      }
      return object([("file", quoted(topic.file)), ("rows", array(rows))])
    }
    return "[\n" + topics.joined(separator: ",\n") + "\n]\n"
  }
}

extension Row {
  /// The checksum of what PyTorch is asked: numbers that belong to another row are told apart from wrong ones.
  var digest: String { Checksum.text(Array(object(jsonMembers).utf8)) }

  /// The calls that are compared with PyTorch, in the order of their numbers.
  var comparedCalls: [Call] {
    torch == nil ? [] : calls.filter { $0.only == nil || $0.only == .torch }
  }

  fileprivate var jsonMembers: [(String, String)] {
    let calls = comparedCalls.map { call in
      object([
        ("inputs", array(call.inputs.map { $0.json(options.range) })),
        ("arguments", call.arguments.json),
        ("order", "\(order(of: call))"), ("dtypes", array(call.dtypes.map { quoted($0.rawValue) })),
        ("doubles", "\(call.isOfDoubles)"),
      ])
    }
    return [
      ("title", quoted(title)), ("module", torch?.module.map(quoted) ?? "null"),
      ("value", quoted(torch?.value ?? "")), ("twice", options.torchTwice.map(quoted) ?? "null"),
      ("gradientsOfFloat64", "\(options.gradientsOfFloat64)"), ("calls", array(calls)),
      ("waysToMake", array(waysToMake.map { $0.arguments.json })),
    ]
  }
}

extension Input {
  fileprivate func json(_ usual: ClosedRange<Double>) -> String {
    var members = [("shape", array(shape.map { "\($0)" })), ("layout", quoted(layout.rawValue))]
    switch given {
    case .real(let numbers): members.append(("given", array(numbers.map(number))))
    case .whole(let numbers, let dtype):
      members.append(("given", array(numbers.map { "\($0)" })))
      members.append(("type", quoted(dtype.rawValue)))
    case nil:
      let range = range ?? usual
      members.append(("range", array([number(range.lowerBound), number(range.upperBound)])))
    }
    if let dtype { members.append(("dtype", quoted(dtype.rawValue))) }
    if isConstant { members.append(("constant", "true")) }
    return object(members)
  }
}

extension [String: Value] {
  fileprivate var json: String { object(sorted { $0.key < $1.key }.map { ($0, $1.json) }) }
}

extension Value {
  fileprivate var json: String {
    switch self {
    case .none: "null"
    case .truth(let truth): "\(truth)"
    case .whole(let whole): "\(whole)"
    case .real(let real): number(real)
    case .text(let text): quoted(text)
    case .type(let dtype): object([("dtype", quoted(dtype.rawValue))])
    case .list(let values): array(values.map(\.json))
    }
  }
}

private func number(_ value: Double) -> String {
  value.isNaN ? "NaN" : value.isInfinite ? value < 0 ? "-Infinity" : "Infinity" : "\(value)"
}

private func quoted(_ text: String) -> String {
  "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}

private func array(_ values: [String]) -> String { "[" + values.joined(separator: ",") + "]" }

private func object(_ members: [(String, String)]) -> String {
  "{" + members.map { "\(quoted($0)):\($1)" }.joined(separator: ",") + "}"
}
