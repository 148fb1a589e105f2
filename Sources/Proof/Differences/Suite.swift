/// Everything that gradients flow through.
package enum Suite {
  /// All rows whose derivatives are compared with differences, those of one name together, kind by kind.
  package static let subjects: [Subject] = {
    let rows = ProofTable.standard.rows.filter { !$0.gradCases.isEmpty }
    return Row.Kind.allCases.flatMap { kind -> [Subject] in
      let ofKind = rows.filter { $0.kind == kind }
      var names: [String] = []
      for name in ofKind.map(\.name) where !names.contains(name) { names.append(name) }
      return names.map { name in Subject(ofKind.filter { $0.name == name }) }
    }
  }()

  /// The subjects whose name or kind contains a text, whatever its capitals; all where it is empty.
  package static func subjects(matching filter: String) -> [Subject] {
    subjects.filter { isChosen($0.name, filter) || isChosen($0.kind.rawValue, filter) }
  }

  static let float32Comparisons = ProofTable.standard.rows.flatMap(\.float32Comparisons)

  /// The kernels of operations whose names contain it.
  package static func float32Comparisons(matching filter: String) -> [Float32Comparison] {
    float32Comparisons.filter { isChosen($0.example.row.name, filter) }
  }

  private static func isChosen(_ name: String, _ filter: String) -> Bool {
    filter.isEmpty || name.lowercased().contains(filter.lowercased())
  }
}

/// A function, module or loss with all rows that prove it.
package struct Subject: Sendable, CustomStringConvertible {
  let rows: [Row]
  let cases: [GradCase]

  /// Of one name and kind.
  init(_ rows: [Row]) {
    self.rows = rows
    cases = rows.flatMap(\.gradCases)
  }

  package var name: String { rows[0].name }
  package var kind: Row.Kind { rows[0].kind }
  package var description: String { name }
}
