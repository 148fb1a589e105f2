package import FoundationEssentials

/// What the sources declare: functions that give tensors, written like `narrow(Int, start:, length:)` (a
/// parameter by its label, or by its type where it has none), and modules by their names.
package enum Declarations {
  /// Where the sources of this package lay when it was built.
  package static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  /// All of Autograd and NN that users or other modules of the package can call. Throws where a file
  /// cannot be read.
  static func all(in sources: URL) throws -> [String] {
    let files = try ["Autograd", "NN"].flatMap { try swiftFiles(in: sources.appending(path: $0)) }
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    // A module stands for what it does when it is called.
    return texts.flatMap(functions).filter { !$0.hasPrefix("callAsFunction(") }
      + modules(in: texts.joined(separator: "\n"))
  }

  /// Functions, operators, subscripts and computed properties that give tensors or change one.
  static func functions(in source: String) -> [String] {
    let pattern =
      #/^ *(?:@\w+(?:\(.*?\))? +)*(?<modifiers>(?:\w+(?:\(\w+\))? +)*)(?:func (?<name>[^(<]+?) ?(?:<[^(]*>)?\(|(?<index>subscript)(?:<[^(]*>)?\(|var (?<property>\w+):)/#
      .anchorsMatchLineEndings()
    return source.matches(of: pattern).compactMap { match in
      guard match.modifiers.contains(#/\b(?:public|package|open)\b(?!\()/#) else { return nil }
      let rest = source[match.range.upperBound...]
      if let property = match.property {
        let type = rest.prefix { $0 != "{" && $0 != "\n" }
        let isComputed = rest[type.endIndex...].first == "{"
        return isComputed && givesTensors(type) ? String(property) : nil
      }
      let name = (match.name ?? match.index!).trimming { $0 == "`" || $0 == " " }
      return declaration(name, rest)
    }
  }

  /// Public classes that are modules, or inherit from one that stands in the same source.
  static func modules(in source: String) -> [String] {
    let pattern =
      #/^ *(?:@\w+(?:\(.*?\))? +)*(?<modifiers>(?:\w+ +)*)class (?<name>\w+)(?:<.*?>)?: *(?<parent>\w+)/#
      .anchorsMatchLineEndings()
    let classes = source.matches(of: pattern)
    var modules: Set<Substring> = []
    while let found = classes.first(where: {
      ($0.parent == "Module" || modules.contains($0.parent)) && !modules.contains($0.name)
    }) {
      modules.insert(found.name)
    }
    return classes.filter {
      modules.contains($0.name) && $0.modifiers.contains(#/\b(?:public|open)\b/#)
    }.map { String($0.name) }
  }

  /// - Parameter rest: the source behind the bracket that opens the list of parameters.
  /// - Returns: nil where the result is no tensor; assignments change their first operand.
  private static func declaration(_ name: String, _ rest: Substring) -> String? {
    let (parameters, end) = parameters(rest)
    let result = rest[end...].prefix { $0 != "{" }
    let isAssignment = parameters.first?.hasPrefix("inout") == true
    guard isAssignment || givesTensors(result) else { return nil }
    return "\(name)(\(parameters.joined(separator: ", ")))"
  }

  private static func givesTensors(_ type: Substring) -> Bool { type.contains(#/\bTensor\b/#) }

  /// The labels or types up to the bracket that closes the list, and where that is.
  private static func parameters(_ rest: Substring) -> ([String], end: Substring.Index) {
    var (depth, parts, end) = (1, [""], rest.startIndex)
    var previous: Character = "("
    for (index, character) in zip(rest.indices, rest) {
      if "([<".contains(character) { depth += 1 }
      if ")]".contains(character) || (character == ">" && previous != "-") { depth -= 1 }
      (end, previous) = (index, character)
      if depth == 0 { break }
      if character == "," && depth == 1 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    let names = parts.filter { $0.contains { !$0.isWhitespace } }.map { part in
      let sides = part.split(separator: ":", maxSplits: 1)
      let names = sides[0].split(whereSeparator: \.isWhitespace)
      guard sides.count == 2 else { return String(sides[0]) }
      let type = sides[1].split(separator: " =")[0].trimming { $0.isWhitespace }
      return names[0] == "_" || isOperand(names) ? type : "\(names[0]):"
    }
    return (names, end)
  }

  /// An operator's operands have a name and no label: their types tell them apart.
  private static func isOperand(_ names: [Substring]) -> Bool { names == ["a"] || names == ["b"] }

  private static func swiftFiles(in folder: URL) throws -> [URL] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".swift") }.map { folder.appending(path: $0) }
  }
}

extension StringProtocol {
  fileprivate func trimming(_ isGone: (Character) -> Bool) -> String {
    var text = self[...]
    while let first = text.first, isGone(first) { text.removeFirst() }
    while let last = text.last, isGone(last) { text.removeLast() }
    return String(text)
  }
}
