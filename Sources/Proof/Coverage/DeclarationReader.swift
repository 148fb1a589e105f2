extension Declaration {
  /// What a file declares, in its order. The file is formatted: what is indented belongs to the last type or
  /// extension that is not.
  package static func declarations(in source: String) -> [Declaration] {
    let pattern =
      #/^(?<indentation> *)(?:@\w+(?:\(.*?\))? +)*(?<modifiers>(?:\w+(?:\(\w+\))? +)*)(?:func (?<function>[^(<]+?) ?(?:<[^(]*>)?\(|(?<index>subscript)(?:<[^(]*>)?\(|var (?<property>\w+):|(?<keyword>class|struct|enum|protocol|extension) (?<type>[\w.]+|\[[\w.: ]+\])(?:<[^{]*?>)?)/#
      .anchorsMatchLineEndings()
    var (found, owner) = ([Declaration](), String?.none)
    for match in source.matches(of: pattern) {
      let isMember = !match.indentation.isEmpty
      let rest = source[match.range.upperBound...]
      if let type = match.type, !isMember { owner = String(type) }
      guard let isPublic = isPublic(match.modifiers) else { continue }
      func add(_ kind: Kind, _ name: Substring, _ parameters: [String], _ result: Substring) {
        found.append(
          Declaration(
            kind: kind, owner: isMember ? owner : nil,
            name: name.trimming { $0 == "`" || $0 == " " }, parameters: parameters,
            result: result.trimming(\.isWhitespace), isPublic: isPublic))
      }
      if let property = match.property {
        let type = rest.prefix { $0 != "{" && $0 != "\n" }
        if rest[type.endIndex...].first == "{" { add(.property, property, [], type) }
      } else if let type = match.type, let kind = Kind(rawValue: String(match.keyword!)) {
        add(kind, type, [], rest.prefix { $0 != "{" })
      } else if let name = match.function ?? match.index {
        let isOperator = !name.contains { $0.isLetter || $0 == "_" }
        let (parameters, end) = parameters(rest, areOperands: isOperator)
        let kind = match.function == nil ? Kind.subscript : .function
        add(kind, name, parameters, rest[end...].dropFirst().prefix { $0 != "{" })
      }
    }
    return found
  }

  /// nil where neither users nor other modules see it; `private(set)` says nothing about the rest.
  private static func isPublic(_ modifiers: Substring) -> Bool? {
    let words = modifiers.split(separator: " ")
    if words.contains("public") || words.contains("open") { return true }
    return words.contains("package") ? false : nil
  }

  /// The labels up to the bracket that closes the list, and where that is; types where there is no label, and of an
  /// operator's operands, whose names are no labels.
  private static func parameters(
    _ rest: Substring, areOperands: Bool
  ) -> ([String], end: Substring.Index) {
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
      let type = sides[1].split(separator: " =")[0].trimming(\.isWhitespace)
      return names[0] == "_" || areOperands ? type : "\(names[0]):"
    }
    return (names, end)
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
