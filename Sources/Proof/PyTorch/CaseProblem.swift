import ApusTensor

/// Why a case cannot be compared; whoever knows the case and its item adds their names.
struct CaseProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension DType {
  /// The type that PyTorch calls so.
  init(named name: String) throws {
    guard let dtype = DType(rawValue: name) else { throw CaseProblem("no type is called \(name)") }
    self = dtype
  }
}
