import ApusAutograd

@testable import ApusProof

extension Row {
  /// A row that the table does not have.
  init(
    _ name: String, _ shapes: [[Int]], kind: Kind = .primitive,
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.init(
      name: name, remark: "", kind: kind, torch: nil,
      calls: [Call(inputs: shapes.map { Input($0) })],
      options: .init(), function: .of { x, _ in [function(x)] })
  }
}

extension GradCase {
  init(
    _ name: String, _ shapes: [[Int]], _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    let row = Row(name, shapes, function)
    self.init(row: row, call: row.calls[0])
  }
}
