package import ApusTensor

/// How far two numbers may be apart: |ours - PyTorch's| <= atol + rtol |PyTorch's|.
package struct Tolerance: Sendable, Equatable, Encodable {
  package let rtol: Double
  package let atol: Double

  static let zero = Tolerance(rtol: 0, atol: 0)

  /// Equal bits, whatever the type.
  package static func exact(_: DType) -> Tolerance { zero }

  /// What PyTorch's own `assert_close` allows: 1e-7 and 1e-7 for float64, 1.3e-6 and 1e-5 for float32.
  /// Other types are compared exactly.
  package static func standard(_ dtype: DType) -> Tolerance {
    switch dtype {
    case .float64: Tolerance(rtol: 1e-7, atol: 1e-7)
    case .float32: Tolerance(rtol: 1.3e-6, atol: 1e-5)
    default: zero
    }
  }

  /// Closer, for single operations and whatever takes the same steps as PyTorch.
  package static func close(_ dtype: DType) -> Tolerance {
    switch dtype {
    case .float64: Tolerance(rtol: 1e-12, atol: 1e-12)
    case .float32: Tolerance(rtol: 1.3e-6, atol: 2e-6)
    default: zero
    }
  }

  /// As close in float64, for layers and losses.
  package static func network(_ dtype: DType) -> Tolerance {
    dtype == .float64 ? close(dtype) : standard(dtype)
  }

  /// A few roundings, for optimizers and schedules.
  package static func roundings(_ dtype: DType) -> Tolerance {
    switch dtype {
    case .float64: Tolerance(rtol: 1e-14, atol: 1e-15)
    case .float32: Tolerance(rtol: 3e-7, atol: 3e-7)
    default: zero
    }
  }

  package var isExact: Bool { self == Tolerance.zero }
}

/// The tolerance for arrays of a type.
typealias ToleranceOfType = @Sendable (DType) -> Tolerance

extension Tolerance {
  /// The absolute error; 0 for two NaN and two equal infinities, infinite where only one is finite. Zeros of
  /// different signs are different bits.
  func error(_ a: Double, _ b: Double) -> Double {
    if a == b { return isExact && a.sign != b.sign ? .infinity : 0 }
    if a.isNaN && b.isNaN { return 0 }
    let error = abs(a - b)
    return error.isNaN ? .infinity : error
  }

  func allows(_ error: Double, _ expected: Double) -> Bool {
    error == 0 || (error <= atol + rtol * abs(expected) && error.isFinite)
  }
}
