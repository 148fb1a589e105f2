import ApusTensor

/// One array of ours beside PyTorch's.
package struct Comparison: Sendable, Encodable {
  package enum Quantity: String, Sendable, Encodable, Comparable {
    case value, gradient
    case second = "second gradient"

    package static func < (a: Quantity, b: Quantity) -> Bool { a.order < b.order }
    private var order: Int { self == .value ? 0 : self == .gradient ? 1 : 2 }
  }

  package let quantity: Quantity
  /// The stored array's name within its case: `y`, `d/x0`, `dd/param/weight_ih_l0`.
  package let name: String
  /// The type that it was computed in: that of PyTorch's array, but for gradients of float64 that passed through
  /// float32; "text" for text.
  package let precision: String
  /// The largest absolute error divided by the largest finite magnitude of PyTorch's array, which counts as
  /// no less than the absolute tolerance of `standard`; infinite where types or shapes differ.
  package let relativeError: Double
  package let tolerance: Tolerance
  /// How many numbers were compared.
  package let count: Int
  /// nil: all of them are right.
  package let mismatch: Mismatch?

  package var isRight: Bool { mismatch == nil }
}

/// What is wrong with an array, and where most.
package struct Mismatch: Sendable, Encodable {
  /// How many of the array's elements are wrong.
  package let count: Int
  /// The index of the worst; nil where types, shapes or texts differ.
  package let index: [Int]?
  package let ours: String
  package let pytorch: String
}

extension Comparison {
  init(
    _ ours: NDArray, _ expected: NDArray, _ name: String, _ quantity: Quantity,
    _ tolerance: Tolerance, precision: DType? = nil
  ) {
    self.quantity = quantity
    self.name = name
    self.tolerance = tolerance
    self.precision = (precision ?? expected.dtype).rawValue
    count = expected.count
    guard ours.dtype == expected.dtype, ours.shape == expected.shape else {
      relativeError = .infinity
      mismatch = Mismatch(
        count: expected.count, index: nil, ours: "\(ours.dtype) \(ours.shape)",
        pytorch: "\(expected.dtype) \(expected.shape)")
      return
    }
    if !expected.dtype.isFloatingPoint {
      // As integers: a double would not tell all of them apart.
      let (a, b) = (ours.scalars(as: Int.self), expected.scalars(as: Int.self))
      let wrong = a.indices.filter { a[$0] != b[$0] }
      relativeError = wrong.isEmpty ? 0 : .infinity
      mismatch = wrong.first.map {
        Mismatch(
          count: wrong.count, index: expected.indices(of: $0), ours: "\(a[$0])", pytorch: "\(b[$0])"
        )
      }
      return
    }
    let (a, b) = (ours.scalars(as: Double.self), expected.scalars(as: Double.self))
    let errors = a.indices.map { tolerance.error(a[$0], b[$0]) }
    let scale = b.reduce(Tolerance.standard(expected.dtype).atol) {
      $1.isFinite ? max($0, $1.magnitude) : $0
    }
    relativeError = (errors.max() ?? 0) / scale
    let wrong = a.indices.filter { !tolerance.allows(errors[$0], b[$0]) }
    mismatch = wrong.max { errors[$0] < errors[$1] }.map {
      Mismatch(
        count: wrong.count, index: expected.indices(of: $0), ours: "\(a[$0])", pytorch: "\(b[$0])")
    }
  }

  /// Text that must be the same.
  init(_ ours: String, _ expected: String, _ name: String) {
    quantity = .value
    self.name = name
    tolerance = .zero
    precision = "text"
    count = 1
    relativeError = ours == expected ? 0 : .infinity
    mismatch =
      ours == expected ? nil : Mismatch(count: 1, index: nil, ours: ours, pytorch: expected)
  }
}
