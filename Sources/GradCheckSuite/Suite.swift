/// Everything that is checked.
package enum Suite {
  /// What a subject is.
  package enum Kind: String, CaseIterable, Sendable, Encodable {
    /// Has a derivative rule of its own.
    case primitive
    /// Is composed of others.
    case composite
    case layer
    case loss
    /// What no single rule does.
    case engine
  }

  /// All cases, subject by subject.
  package static let subjects: [Subject] = [
    (.primitive, primitiveCases), (.composite, compositeCases + assignedNumberCases),
    (.layer, layerCases + lstmCases),
    (.loss, lossCases + ctcCases), (.engine, engineCases),
  ].flatMap { (kind: Kind, cases: [GradCase]) in
    var names: [String] = []
    for name in cases.map(\.subject) where !names.contains(name) { names.append(name) }
    return names.map { name in
      Subject(name: name, kind: kind, cases: cases.filter { $0.subject == name })
    }
  }

  private static let primitiveCases: [GradCase] =
    arithmeticCases + numberCases + functionCases + kinkCases + choiceCases + viewCases
    + sliceCases + joinCases + reductionCases + productCases + indexingCases

  /// The subjects whose name or kind contains a text, whatever its capitals; all where it is empty.
  package static func subjects(matching filter: String) -> [Subject] {
    subjects.filter { isChosen($0.name, filter) || isChosen($0.kind.rawValue, filter) }
  }

  /// The kernels of operations whose names contain it.
  package static func shadows(matching filter: String) -> [Shadow] {
    shadowCases.filter { isChosen($0.example.subject, filter) }
  }

  private static func isChosen(_ name: String, _ filter: String) -> Bool {
    filter.isEmpty || name.lowercased().contains(filter.lowercased())
  }
}

/// A function, module or loss with its cases.
package struct Subject: Sendable, CustomStringConvertible {
  package let name: String
  package let kind: Suite.Kind
  let cases: [GradCase]

  package var description: String { name }
}
