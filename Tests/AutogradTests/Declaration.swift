import FoundationEssentials

/// A public or package function as it is declared in Sources/Autograd, written like
/// `narrow(Int, start:, length:)`: a parameter by its label, or by its type where it has none.
enum Declaration {
  /// All of Primitives and Composites.swift.
  static func all() throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Autograd")
    let primitives = folder.appending(path: "Primitives")
    let names = try FileManager.default.contentsOfDirectory(atPath: primitives.path)
    let files =
      names.map { primitives.appending(path: $0) } + [folder.appending(path: "Composites.swift")]
    return try files.flatMap { file in
      declarations(in: String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }
  }

  static func declarations(in source: String) -> [String] {
    let pattern =
      #/^ *(?:public|package) (?:static )?(?:prefix )?(?:func (?<name>[^(<]+?) ?|(?<index>subscript)|var (?<property>\w+))(?<open>[(]|:)/#
      .anchorsMatchLineEndings()
    return source.matches(of: pattern).map { match in
      if let property = match.property { return String(property) }
      let name = (match.name ?? match.index!).trimming { $0 == "`" || $0 == " " }
      return "\(name)(\(parameters(source[match.range.upperBound...])))"
    }
  }

  /// The labels or types up to the bracket that closes the list.
  private static func parameters(_ rest: Substring) -> String {
    var (depth, parts) = (1, [""])
    for character in rest {
      if "([".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      if depth == 0 { break }
      if character == "," && depth == 1 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.filter { !$0.isEmpty }.map { part in
      let sides = part.split(separator: ":", maxSplits: 1)
      let names = sides[0].split(whereSeparator: \.isWhitespace)
      let type = sides[1].split(separator: " =")[0].trimming { $0.isWhitespace }
      return names[0] == "_" || isOperand(names) ? type : "\(names[0]):"
    }.joined(separator: ", ")
  }

  /// An operator's operands have a name and no label: their types tell them apart.
  private static func isOperand(_ names: [Substring]) -> Bool { names == ["a"] || names == ["b"] }
}

extension StringProtocol {
  fileprivate func trimming(_ isGone: (Character) -> Bool) -> String {
    var text = self[...]
    while let first = text.first, isGone(first) { text.removeFirst() }
    while let last = text.last, isGone(last) { text.removeLast() }
    return String(text)
  }
}
