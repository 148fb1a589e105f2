import ApusTensor

extension ItemGroup {
  /// Numbers beside integers.
  static let numberDifferences = [
    Item(
      "integers compared with numbers", tolerance: Tolerance.exact,
      remark:
        "comparisons of integers with a number are exact; PyTorch brings the number into the integers' type, or "
        + "both into a floating-point type, and compares then: 1 of uint8 is not less than 256"
    ) { run in
      let name = try run.arguments.text("comparison")
      guard let compared = comparisonsWithNumbers[name] else {
        throw CaseProblem("knows no comparison \(name)")
      }
      let number = try run.arguments.number("number")
      try run.compareDifferent(compared(try run.input("x"), number), "y")
    }
  ]

  private static let comparisonsWithNumbers: [String: @Sendable (NDArray, Double) -> NDArray] = [
    "equal": { $0.equal($1) }, "notEqual": { $0.notEqual($1) }, "less": { $0.less($1) },
    "lessEqual": { $0.lessEqual($1) }, "greater": { $0.greater($1) },
    "greaterEqual": { $0.greaterEqual($1) },
  ]
}
