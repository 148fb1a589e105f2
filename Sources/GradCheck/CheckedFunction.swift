import ApusTensor

/// A function of arrays with its derivative, at a point.
struct CheckedFunction {
  let names: [String]
  let point: [NDArray]
  /// Whose gradients the results are, where they are gradients.
  var resultNames: [String] = []
  /// What is special about it, for a message.
  var remark: String?
  /// The results for other values of the arguments.
  let value: ([NDArray]) throws -> [NDArray]
  /// Records the function at its point. What it returns pulls a gradient for each result back to each
  /// argument (nil where none arrives), as often as wanted until `value` is called.
  let recorded: () throws -> ([NDArray]) -> [NDArray?]

  /// Gradients of the arguments, zeros where none arrived.
  func orZeros(_ gradients: [NDArray?]) -> [NDArray] {
    zip(gradients, point).map { $0 ?? .zeros($1.shape, dtype: .float64) }
  }
}
