import ApusTensor

/// Items whose reference values lie in one file.
package struct ItemGroup: Sendable {
  package let title: String
  package let file: String
  package let items: [Item]
  /// Whether these show where this project differs from PyTorch on purpose.
  package let isDifference: Bool

  init(_ title: String, file: String, isDifference: Bool = false, _ items: [Item]) {
    (self.title, self.file, self.items) = (title, file, items)
    self.isDifference = isDifference
  }

  /// The rows of a topic that PyTorch has too.
  init(_ topic: ProofTable.Topic) {
    self.init(topic.title, file: topic.file, topic.rows.filter { $0.torch != nil }.map { Item($0) })
  }

  /// How many cases one of the items has.
  package func caseCount(of item: Item, _ fixtures: Fixtures) throws -> Int {
    try item.cases(fixtures.file(file)).reduce(0) { $0 + max($1.dtypes.count, 1) }
  }

  /// Runs all cases of one of the items. Throws where the file is missing or damaged; what a single case lacks
  /// makes that case fail.
  package func outcome(of item: Item, _ fixtures: Fixtures) throws -> ItemOutcome {
    let file = try fixtures.file(file)
    var cases: [CaseOutcome] = []
    for (number, example) in item.cases(file).enumerated() {
      for dtype in example.dtypes.isEmpty ? [nil] : example.dtypes.map(Optional.some) {
        let run = CaseRun(number, example, dtype, of: item, file)
        var fault: String?
        do {
          try item.run(run)
          if run.comparisons.isEmpty { fault = "compares nothing" }
          if let first = example.arguments.unread.first {
            fault = "has an argument that nothing reads: \(first)"
          }
        } catch {
          fault = "\(error)"
        }
        cases.append(
          CaseOutcome(
            name: example.name, key: run.key, dtype: dtype?.rawValue, comparisons: run.comparisons,
            getsDoubles: run.getsDoubles, fault: fault))
      }
    }
    return ItemOutcome(
      group: title, name: item.name, remark: item.remark, file: file.fileName, cases: cases)
  }

  /// The items whose names, or whose group's title, contain `filter`, whatever the case of its letters.
  package func items(matching filter: String) -> [Item] {
    let text = filter.lowercased()
    if text.isEmpty || title.lowercased().contains(text) { return items }
    return items.filter { $0.name.lowercased().contains(text) }
  }
}
