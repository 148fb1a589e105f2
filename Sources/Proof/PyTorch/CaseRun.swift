import ApusAutograd
import ApusTensor

/// A case while it runs: hands out what is stored for it and takes down how ours compares.
final class CaseRun {
  let key: String
  /// Which of its item's cases it is.
  let number: Int
  let example: FixtureCase
  /// The floating-point type of this run; nil where the case has none.
  let dtype: DType?
  let file: FixtureFile
  let item: Item
  private(set) var comparisons: [Comparison] = []
  /// Whether a number was handed out that float32 does not hold; nil where no floating-point number was.
  var getsDoubles: Bool?

  init(
    _ number: Int, _ example: FixtureCase, _ dtype: DType?, of item: Item, _ file: FixtureFile
  ) {
    key = "\(item.name)/\(number)"
    (self.number, self.example, self.dtype, self.file) = (number, example, dtype, file)
    self.item = item
  }

  var arguments: Arguments { example.arguments }

  // MARK: - What is stored

  private func prefix(_ dtype: DType?) -> String {
    switch dtype {
    case .float32: "\(key)/f32"
    case .float64: "\(key)/f64"
    default: key
    }
  }

  /// What PyTorch computed, in this run's type or in another one, which is then converted to this one's.
  func expected(_ name: String, in other: DType? = nil) throws -> NDArray {
    guard let other else { return try array("\(prefix(dtype))/\(name)") }
    let array = try array("\(prefix(other))/\(name)")
    return array.to(dtype ?? array.dtype)
  }

  /// An array that all types share. Floating-point values are stored as float32, which float64 holds exactly; those
  /// of cases of float64 alone may be float64 with all its digits.
  func input(_ name: String) throws -> NDArray { try shared("\(key)/\(name)") }

  /// The same for an array that several cases share, by its whole name.
  func shared(_ name: String) throws -> NDArray {
    let array = try array(name)
    if array.dtype.isFloatingPoint { getsDoubles = getsDoubles == true || array.exceedsFloat32 }
    return array.dtype == .float32 ? array.to(dtype ?? .float32) : array
  }

  private func array(_ name: String) throws -> NDArray {
    guard let array = file.array(name) else { throw CaseProblem("has no array \(name)") }
    return array
  }

  // MARK: - What is compared

  /// Compares with the array of this name that PyTorch computed. The tolerance is the item's where it is nil.
  func compare(
    _ ours: NDArray, _ name: String, _ quantity: Comparison.Quantity = .value,
    within tolerance: ToleranceOfType? = nil
  ) throws {
    compare(ours, to: try expected(name), name, quantity, within: tolerance)
  }

  /// Compares with an array that was made of stored ones.
  func compare(
    _ ours: NDArray, to expected: NDArray, _ name: String,
    _ quantity: Comparison.Quantity = .value, within tolerance: ToleranceOfType? = nil
  ) {
    // A case of float32 may have an operand of float64, whose gradient is computed in float32.
    let precision = quantity == .value || dtype != .float32 ? expected.dtype : .float32
    let tolerance = (tolerance ?? item.tolerance)(precision)
    comparisons.append(
      Comparison(ours, expected, name, quantity, tolerance, precision: precision))
  }

  /// The gradient that `backward` left at a variable. A first one must have got there, also where it is zero; of second
  /// ones PyTorch's are stored as zeros where nothing depends on the variable, and so does nil count.
  func gradient(
    of variable: Tensor, _ name: String, _ quantity: Comparison.Quantity
  ) throws -> NDArray {
    if let gradient = variable.grad { return gradient.array }
    if quantity != .second { throw CaseProblem("no gradient reached \(name)") }
    return .zeros(variable.shape, dtype: variable.dtype)
  }

  /// Compares the gradient of a variable with the stored one.
  func compareGradient(
    of variable: Tensor, _ name: String, _ quantity: Comparison.Quantity
  ) throws {
    try compare(gradient(of: variable, name, quantity), name, quantity)
  }

  func compareText(_ ours: String, _ expected: String, _ name: String) {
    comparisons.append(Comparison(ours, expected, name))
  }
}

extension NDArray {
  /// Whether float32 does not hold one of its numbers.
  fileprivate var exceedsFloat32: Bool {
    dtype == .float64 && scalars(as: Double.self).contains { !$0.isNaN && Double(Float($0)) != $0 }
  }
}
