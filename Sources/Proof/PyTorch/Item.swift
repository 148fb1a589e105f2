/// Something that PyTorch has too, with all its cases.
package struct Item: Sendable {
  package let name: String
  /// Where the comparison is another than the usual one, and why.
  package let remark: String?
  /// Whether it seeds and draws from the default generator, which is the whole process'.
  package let drawsFromDefault: Bool
  let tolerance: ToleranceOfType
  let run: @Sendable (CaseRun) throws -> Void
  /// The row of the table that it is of; nil: the fixtures list its cases.
  let row: Row?
  private let listed: [FixtureCase]?

  init(
    _ name: String, drawsFromDefault: Bool = false,
    tolerance: @escaping ToleranceOfType = Tolerance.network, remark: String? = nil,
    run: @escaping @Sendable (CaseRun) throws -> Void
  ) {
    self.name = name
    self.remark = remark
    self.drawsFromDefault = drawsFromDefault
    self.tolerance = tolerance
    self.run = run
    (row, listed) = (nil, nil)
  }

  /// Calls of a row, which the table lists.
  init(
    _ name: String, _ row: Row, _ calls: [Call], drawsFromDefault: Bool,
    _ tolerance: @escaping ToleranceOfType, remark: String? = nil,
    run: @escaping @Sendable (CaseRun) throws -> Void
  ) {
    (self.name, self.remark, self.drawsFromDefault) = (name, remark, drawsFromDefault)
    (self.tolerance, self.run, self.row) = (tolerance, run, row)
    listed = calls.map { FixtureCase(row, $0) }
  }

  /// The comparison of a row of the table with PyTorch.
  init(_ row: Row) {
    let calls = row.comparedCalls
    self.init(
      row.title, row, calls, drawsFromDefault: row.options.draws, row.options.tolerance,
      remark: row.options.note
    ) {
      try $0.compare(row, calls[$0.number])
    }
  }

  /// Its cases, each with its number.
  func cases(_ file: FixtureFile) -> [FixtureCase] { listed ?? file.cases(of: name) }
}
