package import ApusTensor

/// How one case went.
package struct CaseOutcome: Sendable, Encodable {
  package let name: String
  /// What the names of its arrays begin with: `sum/3`.
  package let key: String
  /// The floating-point type of its inputs; nil where it has none.
  package let dtype: String?
  package let comparisons: [Comparison]
  /// Whether it was given a number that float32 does not hold; nil where it was given no floating-point number.
  package let getsDoubles: Bool?
  /// Why it could not be compared: an array or an argument is missing, or a call threw.
  package let fault: String?

  package var isRight: Bool { fault == nil && comparisons.allSatisfy(\.isRight) }
}

/// How all cases of an item went.
package struct ItemOutcome: Sendable {
  package let group: String
  package let name: String
  package let remark: String?
  /// The file of the fixtures: `arithmetic.safetensors`.
  package let file: String
  package let cases: [CaseOutcome]

  package var failures: [CaseOutcome] { cases.filter { !$0.isRight } }
  /// An item without cases proves nothing.
  package var isRight: Bool { !cases.isEmpty && failures.isEmpty }

  /// What was compared, in the order of values, gradients, second gradients.
  package var quantities: [Comparison.Quantity] {
    Set(comparisons.map(\.quantity)).sorted()
  }

  package var comparisons: [Comparison] { cases.flatMap(\.comparisons) }

  /// The largest relative error of the arrays of a floating-point type that need not have equal bits; nil where
  /// there are none.
  package func largestError(in dtype: DType) -> Double? {
    comparisons.filter { $0.precision == dtype.rawValue && !$0.tolerance.isExact }
      .map(\.relativeError).max()
  }
}

extension CaseOutcome {
  /// Its name and type.
  package var title: String { dtype.map { "\(name), \($0)" } ?? name }
}

extension ItemOutcome: Encodable {
  private enum CodingKeys: String, CodingKey {
    case group, name, remark, file, isRight, caseCount, largestRelativeError, cases
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(group, forKey: .group)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(remark, forKey: .remark)
    try container.encode(file, forKey: .file)
    try container.encode(isRight, forKey: .isRight)
    try container.encode(cases.count, forKey: .caseCount)
    try container.encode(
      LargestErrors(float32: largestError(in: .float32), float64: largestError(in: .float64)),
      forKey: .largestRelativeError)
    try container.encode(cases, forKey: .cases)
  }
}

/// By type; nil where nothing of the type was compared but equal bits.
struct LargestErrors: Encodable {
  let float32: Double?
  let float64: Double?
}
