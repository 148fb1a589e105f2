/// Something that PyTorch has too, with all its cases.
package struct Item: Sendable {
  package let name: String
  /// Where the comparison is another than the usual one, and why.
  package let remark: String?
  /// Whether it seeds and draws from the default generator, which is the whole process'.
  package let drawsFromDefault: Bool
  let tolerance: ToleranceOfType
  let run: @Sendable (CaseRun) throws -> Void
  /// The row of the table that it is; nil: the fixtures list its cases.
  let row: Row?

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
    row = nil
  }

  /// The comparison of a row of the table with PyTorch.
  init(_ row: Row) {
    (name, remark, drawsFromDefault) = (row.title, row.options.note, row.options.draws)
    (tolerance, self.row) = (row.options.tolerance, row)
    let calls = row.comparedCalls
    run = { run in try run.compare(row, calls[run.number]) }
  }

  /// Its cases, each with its number.
  func cases(_ file: FixtureFile) -> [FixtureCase] {
    row.map { row in row.comparedCalls.map { FixtureCase(row, $0) } } ?? file.cases(of: name)
  }
}
