import ApusTensor

/// An input of a call: what it is drawn from or given, and how it lies in memory.
struct Input: Sendable, ExpressibleByArrayLiteral {
  /// Numbers that the table names.
  enum Given: Sendable {
    /// In the type of the run.
    case real([Double])
    case whole([Int], DType)
  }

  let shape: [Int]
  /// What its elements are drawn from; nil: what the row says.
  let range: ClosedRange<Double>?
  let given: Given?
  let layout: Layout
  /// Its type where that is not the run's.
  let dtype: DType?
  /// Whether no gradient is asked for.
  let isConstant: Bool

  init(
    _ shape: [Int], _ layout: Layout = .contiguous, dtype: DType? = nil, constant: Bool = false
  ) {
    self.init(shape, nil, layout, dtype: dtype, constant: constant)
  }

  init(
    _ shape: [Int], _ range: ClosedRange<Double>?, _ layout: Layout = .contiguous,
    dtype: DType? = nil, constant isConstant: Bool = false
  ) {
    (self.shape, self.range, given) = (shape, range, nil)
    (self.layout, self.dtype, self.isConstant) = (layout, dtype, isConstant)
  }

  init(arrayLiteral shape: Int...) { self.init(shape) }

  private init(
    _ given: Given, _ shape: [Int], _ layout: Layout, _ dtype: DType?, _ isConstant: Bool
  ) {
    (self.shape, range, self.given) = (shape, nil, given)
    (self.layout, self.dtype, self.isConstant) = (layout, dtype, isConstant)
  }

  /// Floating-point numbers, one dimension of them unless a shape is given.
  static func given(
    _ numbers: [Double], _ shape: [Int]? = nil, _ layout: Layout = .contiguous,
    dtype: DType? = nil, constant: Bool = false
  ) -> Input {
    Input(.real(numbers), shape ?? [numbers.count], layout, dtype, constant)
  }

  /// Whole numbers or truth values.
  static func whole(
    _ numbers: [Int], _ shape: [Int]? = nil, _ dtype: DType = .int64,
    _ layout: Layout = .contiguous
  ) -> Input {
    Input(.whole(numbers, dtype), shape ?? [numbers.count], layout, nil, false)
  }

  static func truths(
    _ truths: [Bool], _ shape: [Int]? = nil, _ layout: Layout = .contiguous
  ) -> Input {
    .whole(truths.map { $0 ? 1 : 0 }, shape, .bool, layout)
  }

  var isFloatingPoint: Bool { if case .whole = given { false } else { true } }
  var isDrawn: Bool { given == nil }
  var count: Int { shape.reduce(1, *) }
}

extension Input: CustomStringConvertible {
  var description: String {
    var text = "\(shape)"
    if layout != .contiguous { text += " \(layout)" }
    if case .whole(_, let dtype) = given { text += " \(dtype.rawValue)" }
    if let dtype { text += " \(dtype.rawValue)" }
    return text
  }
}
