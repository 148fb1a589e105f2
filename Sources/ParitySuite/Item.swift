import Tensor

/// Something that PyTorch has too, with all its cases.
package struct Item: Sendable {
  package let name: String
  /// Where the comparison is another than the usual one, and why.
  package let remark: String?
  /// Whether it seeds and draws from the default generator, which is the whole process'.
  package let drawsFromDefault: Bool
  let tolerance: ToleranceOfType
  let run: @Sendable (CaseRun) throws -> Void

  init(
    _ name: String, drawsFromDefault: Bool = false,
    tolerance: @escaping ToleranceOfType = Tolerance.standard,
    remark: String? = nil,
    run: @escaping @Sendable (CaseRun) throws -> Void
  ) {
    self.name = name
    self.remark = remark
    self.drawsFromDefault = drawsFromDefault
    self.tolerance = tolerance
    self.run = run
  }
}

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

  /// How many cases one of the items has.
  package func caseCount(of item: Item, _ fixtures: Fixtures) throws -> Int {
    try fixtures.file(file).cases(of: item.name).reduce(0) { $0 + max($1.example.dtypes.count, 1) }
  }

  /// Runs all cases of one of the items. Throws where the file is missing or damaged; what a single case lacks
  /// makes that case fail.
  package func outcome(of item: Item, _ fixtures: Fixtures) throws -> ItemOutcome {
    let file = try fixtures.file(file)
    var cases: [CaseOutcome] = []
    for (key, example) in file.cases(of: item.name) {
      for dtype in example.dtypes.isEmpty ? [nil] : example.dtypes.map(Optional.some) {
        let run = CaseRun(key, example, dtype, of: item, file)
        var fault: String?
        do {
          try item.run(run)
          if run.comparisons.isEmpty { fault = "compares nothing" }
        } catch {
          fault = "\(error)"
        }
        cases.append(
          CaseOutcome(
            name: example.name, key: key, dtype: dtype?.rawValue, comparisons: run.comparisons,
            fault: fault))
      }
    }
    return ItemOutcome(group: title, name: item.name, remark: item.remark, cases: cases)
  }
}
