import Autograd
import NN
import Tensor

extension GradCase {
  /// How far float32 is from float64 at the same inputs, which both types hold exactly: the largest error
  /// of the value and of each gradient, as a part of that array's largest element. Infinite where a value
  /// or gradient is not float32.
  func float32Error() -> Double {
    zip(valueAndGradients(.float32), valueAndGradients(.float64)).map { single, double in
      guard single.dtype == .float32 || subject == "to(DType)" else { return .infinity }
      let scale = double.abs().scalars(as: Double.self).max() ?? 0
      let error = (single.to(.float64) - double).abs().scalars(as: Double.self)
        .reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
      return error == 0 ? 0 : error / scale
    }.max() ?? 0
  }

  /// The value, and the gradients of inputs and parameters for a gradient from above.
  private func valueAndGradients(_ dtype: DType) -> [NDArray] {
    let target = target(dtype)
    let inputs = inputs(.contiguous).map { Tensor($0.array.to(dtype), requiresGrad: true) }
    let leaves = inputs + (target.module?.parameters ?? [])
    let result = target.function(inputs)
    // Where the graph is freed, kernels may overwrite what they saved.
    result.backward(gradient: Tensor(upstream(result.shape)), retainGraph: dtype == .float64)
    return [result.array] + leaves.map { $0.grad?.array ?? .zeros($0.shape, dtype: dtype) }
  }
}

/// A kernel that computes in float32 otherwise than in float64, in the sizes in which it does, beside
/// the same computation in float64.
package struct Shadow: Sendable {
  /// The largest error of float32 that is still rounding.
  package static let limit = 1e-5

  let example: GradCase
  let precision: MatmulPrecision
  /// The largest error that is still rounding.
  package let limit: Double

  init(_ example: GradCase, precision: MatmulPrecision = .highest, limit: Double = Shadow.limit) {
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
    let before = getFloat32MatmulPrecision()
    setFloat32MatmulPrecision(precision)
    defer { setFloat32MatmulPrecision(before) }
    var error = 0.0
    let time = ContinuousClock().measure { error = example.float32Error() }
    let name = precision == .highest ? "\(example)" : "\(example), products of bfloat16"
    return Result(name: name, error: error, limit: limit, seconds: time / .seconds(1))
  }
}
