package import FoundationEssentials

/// What the sources declare: operations on tensors, written like `narrow(Int, start:, length:)` (a
/// parameter by its label, or by its type where it has none), and modules by their names.
package enum Declarations {
  /// Where the sources of this package lay when it was built.
  package static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Operations and modules that gradients may flow through. Throws where a file cannot be read.
  package static func all(in sources: URL) throws -> [String] {
    let autograd = sources.appending(path: "Autograd")
    let files =
      try swiftFiles(in: autograd.appending(path: "Primitives"))
      + ["Composites.swift", "Recording.swift", "Fused.swift"].map { autograd.appending(path: $0) }
    let found = try files.flatMap { try operations(in: text(of: $0)) }
    let layers = try swiftFiles(in: sources.appending(path: "NN")).flatMap { file in
      let text = try text(of: file)
      return modules(in: text) + freeOperations(in: text)
    }
    return found + layers
  }

  /// Members and operators, public or for other modules of the package, that give tensors.
  package static func operations(in source: String) -> [String] {
    let pattern =
      #/^ *(?:public|package) (?:static )?(?:prefix )?(?:func (?<name>[^(<]+?) ?|(?<index>subscript)|var (?<property>\w+))(?<open>[(]|:)/#
      .anchorsMatchLineEndings()
    return source.matches(of: pattern).compactMap { match in
      let rest = source[match.range.upperBound...]
      if let property = match.property {
        return givesTensors(rest.prefix { $0 != "{" }) ? String(property) : nil
      }
      let name = (match.name ?? match.index!).trimming { $0 == "`" || $0 == " " }
      return declaration(name, rest)
    }
  }

  /// Public functions that belong to no type.
  private static func freeOperations(in source: String) -> [String] {
    source.matches(of: #/^public func (?<name>\w+)\(/#.anchorsMatchLineEndings()).compactMap {
      declaration(String($0.name), source[$0.range.upperBound...])
    }
  }

  /// Public modules.
  private static func modules(in source: String) -> [String] {
    source.matches(
      of: #/^public (?:final|open) class (?<name>\w+): Module\b/#.anchorsMatchLineEndings()
    )
    .map { String($0.name) }
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
    for (index, character) in zip(rest.indices, rest) {
      if "([".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      end = index
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
      let type = sides[1].split(separator: " =")[0].trimming { $0.isWhitespace }
      return names[0] == "_" || isOperand(names) ? type : "\(names[0]):"
    }
    return (names, end)
  }

  /// An operator's operands have a name and no label: their types tell them apart.
  private static func isOperand(_ names: [Substring]) -> Bool { names == ["a"] || names == ["b"] }

  private static func swiftFiles(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".swift") }.map { folder.appending(path: $0) }
  }

  private static func text(of file: URL) throws -> String {
    String(decoding: try Data(contentsOf: file), as: UTF8.self)
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
