import ApusTensor

extension ItemGroup {
  static let types = ItemGroup(
    "Types of results", file: "promotion",
    [
      binary("type of add", { $0 + $1 }, { $0 + $1 }),
      binary("type of subtract", { $0 - $1 }, { $0 - $1 }),
      binary("type of multiply", { $0 * $1 }, { $0 * $1 }),
      binary("type of divide", { $0 / $1 }, { $0 / $1 }),
      binary("type of less", { $0.less($1) }, { $0.less($1) }),
      binary("type of pow", { $0.pow($1) }, { $0.pow($1) }),
      binary("type of maximum", { $0.maximum($1) }),
      binary("type of where", { $0.where(NDArray(scalar: true), else: $1) }),
      Item("type of functions") { run in
        guard let function = oneOperand[run.example.name] else {
          throw CaseProblem("knows no function \(run.example.name)")
        }
        try run.compareTypes { function(.ones([2], dtype: try DType(named: $0))) }
      },
    ])

  private static let oneOperand: [String: @Sendable (NDArray) -> NDArray] = [
    "sum": { $0.sum() }, "mean": { $0.mean() }, "max": { $0.max() }, "argmax": { $0.argmax() },
    "neg": { -$0 }, "abs": { $0.abs() }, "exp": { $0.exp() }, "log1p": { $0.log1p() },
    "sqrt": { $0.sqrt() }, "tanh": { $0.tanh() }, "relu": { $0.relu() },
    "floor": { $0.floor() }, "sign": { $0.sign() }, "pow_2": { $0.pow(2) },
    "pow_half": { $0.pow(0.5) }, "number_divide": { 1 / $0 },
    "softmax": { $0.logSoftmax(dim: 0).exp() }, "cat_float32": { .cat([$0, .ones([2])]) },
  ]

  /// A function of two operands, the first of which the case names. A number written with a point is
  /// Python's float, and real here; one without is its int.
  private static func binary(
    _ name: String, _ function: @escaping @Sendable (NDArray, NDArray) -> NDArray,
    _ withNumber: (@Sendable (NDArray, Number) -> NDArray)? = nil
  ) -> Item {
    Item(name) { run in
      let a = try operand(run.arguments.text("operand"))
      try run.compareTypes { b in
        if let withNumber, let whole = Int(b) { return withNumber(a, .whole(whole)) }
        if let withNumber, let real = Double(b) { return withNumber(a, .real(real)) }
        return function(a, try operand(b))
      }
    }
  }

  /// "float32[2]" or "float32[]".
  private static func operand(_ text: String) throws -> NDArray {
    let parts = text.split(separator: "[")
    return .ones(text.hasSuffix("[]") ? [] : [2], dtype: try DType(named: String(parts[0])))
  }
}

extension CaseRun {
  /// The type of the result for each operand that PyTorch takes.
  fileprivate func compareTypes(of function: (String) throws -> NDArray) throws {
    let expected = try arguments.object("results")
    for name in expected.names {
      compareText(try function(name).dtype.rawValue, try expected.text(name), name)
    }
  }
}
