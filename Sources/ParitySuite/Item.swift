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
    tolerance: @escaping ToleranceOfType = Tolerance.network, remark: String? = nil,
    run: @escaping @Sendable (CaseRun) throws -> Void
  ) {
    self.name = name
    self.remark = remark
    self.drawsFromDefault = drawsFromDefault
    self.tolerance = tolerance
    self.run = run
  }
}
