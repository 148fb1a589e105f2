import ApusAutograd
import ApusGradCheck
import ApusNN
import ApusTensor

extension GradCase {
  /// How far float32 is from float64 at the same inputs, which both types hold exactly: the largest error
  /// of the value and of each gradient, as a part of that array's largest element. Infinite where a value
  /// or gradient is not float32.
  func float32Error() -> Double { largestError { valueAndGradients($0) } }

  /// The same of the derivatives of the gradients, as a part of the largest one, or of the value or gradient
  /// where all of them are small.
  func float32ErrorOfSecondOrder() -> Double {
    let floor = valueAndGradients(.float64).map(largest).max() ?? 0
    return largestError(atLeast: floor * 1e-3) { secondDerivatives($0) }
  }

  private func largestError(atLeast floor: Double = 0, of results: (DType) -> [NDArray]) -> Double {
    zip(results(.float32), results(.float64)).map { single, double in
      guard single.dtype == .float32 || row.options.roundsToFloat32 else { return .infinity }
      let error = largest(single.to(.float64) - double)
      return error == 0 ? 0 : error / max(largest(double), floor)
    }.max() ?? 0
  }

  /// Infinite where one is NaN.
  private func largest(_ array: NDArray) -> Double {
    array.abs().scalars(as: Double.self).reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
  }

  /// The value, and the gradients of inputs and parameters for a gradient from above.
  private func valueAndGradients(_ dtype: DType) -> [NDArray] {
    let (leaves, result) = evaluated(dtype)
    // Where the graph is freed, kernels may overwrite what they saved.
    result.backward(gradient: Tensor(upstream(result.shape)), retainGraph: dtype == .float64)
    return [result.array] + gradients(of: leaves)
  }

  /// The gradients of the gradients.
  private func secondDerivatives(_ dtype: DType) -> [NDArray] {
    let (leaves, result) = evaluated(dtype)
    let found = grad(
      of: result, wrt: leaves.filter { result.isComputed(from: $0) },
      gradient: Tensor(upstream(result.shape)), createGraph: true)
    for gradient in found where gradient.requiresGrad {
      gradient.backward(gradient: Tensor(upstream(gradient.shape)), retainGraph: true)
    }
    return gradients(of: leaves)
  }

  private func evaluated(_ dtype: DType) -> (leaves: [Tensor], result: Tensor) {
    let target = target(dtype)
    let inputs = inputs(.contiguous).map { Tensor($0.array.to(dtype), requiresGrad: true) }
    return (inputs + (target.module?.parameters ?? []), target.function(inputs))
  }

  private func gradients(of leaves: [Tensor]) -> [NDArray] {
    leaves.map { $0.grad?.array ?? .zeros($0.shape, dtype: $0.dtype) }
  }
}

extension Row {
  /// The calls in the sizes of kernels of float32; where products may be of bfloat16, the last one with these too.
  var float32Comparisons: [Float32Comparison] {
    let cases = calls.filter { $0.only == .float32 }.map { GradCase(row: self, call: $0) }
    let inFloat32 = cases.map { Float32Comparison($0) }
    guard let limit = options.limitOfBFloat16, let last = cases.last else { return inFloat32 }
    return inFloat32 + [Float32Comparison(last, precision: .medium, limit: limit)]
  }
}

/// A kernel that computes in float32 otherwise than in float64, in the sizes in which it does, beside
/// the same computation in float64.
package struct Float32Comparison: Sendable {
  /// The largest error of float32 that is still rounding.
  package static let limit = 1e-5
  /// The same for second derivatives, whose rounding is that of many more operations.
  package static let limitOfSecondOrder = 1e-4

  let example: GradCase
  let precision: MatmulPrecision
  /// The largest error that is still rounding.
  package let limit: Double

  init(
    _ example: GradCase, precision: MatmulPrecision = .highest,
    limit: Double = Float32Comparison.limit
  ) {
    (self.example, self.precision, self.limit) = (example, precision, limit)
  }

  package struct Result: Encodable, Sendable {
    package let name: String
    package let error: Double
    package let limit: Double
    package let seconds: Double

    // Written so that NaN is wrong.
    package var isRight: Bool { error <= limit }
  }

  package func run() -> Result {
    var error = 0.0
    let time = ContinuousClock().measure {
      error = withSettings(float32MatmulPrecision: precision) { example.float32Error() }
    }
    let name = precision == .highest ? "\(example)" : "\(example), products of bfloat16"
    return Result(name: name, error: error, limit: limit, seconds: time / .seconds(1))
  }
}
