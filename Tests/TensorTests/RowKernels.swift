import CApusKernels

/// The kernels of one row for one type, with the names of their C functions.
struct RowKernels<T: BinaryFloatingPoint & Sendable>: Sendable {
  typealias From = UnsafePointer<T>?
  typealias To = UnsafeMutablePointer<T>?
  typealias Totals = UnsafeMutablePointer<Double>?

  let sum, sumSquares, logSumExp: @Sendable (From, Int) -> Double
  let variance: @Sendable (From, Int, _ divisor: Double) -> Double
  let addRows: @Sendable (_ rows: Int, _ columns: Int, From, _ step: Int, Totals) -> Void
  let max, min: @Sendable (From, Int) -> T
  let argmax, argmin: @Sendable (From, Int) -> Int
  let softmax, logSoftmax: @Sendable (From, To, Int) -> Void
  let softmaxBackward, logSoftmaxBackward: @Sendable (_ y: From, _ g: From, _ dx: To, Int) -> Void
  let layerNorm:
    @Sendable (Int, _ eps: Double, _ x: From, _ weight: From, _ bias: From, _ y: To)
      -> k_row_moments
  let layerNormBackward:
    @Sendable (
      Int, _ x: From, _ weight: From, _ g: From, _ dx: To, _ dWeight: Totals, _ dBias: Totals,
      k_row_moments
    ) -> Void
}

extension RowKernels<Float> {
  static let float32 = RowKernels(
    sum: k_sum_f32, sumSquares: k_sum_squares_f32, logSumExp: k_log_sum_exp_f32,
    variance: k_variance_f32, addRows: k_add_rows_f32, max: k_max_f32, min: k_min_f32,
    argmax: k_argmax_f32, argmin: k_argmin_f32, softmax: k_softmax_f32,
    logSoftmax: k_log_softmax_f32, softmaxBackward: k_softmax_backward_f32,
    logSoftmaxBackward: k_log_softmax_backward_f32,
    layerNorm: {
      var row = k_layer_norm_row_f32(n: $0, eps: $1, x: $2, weight: $3, bias: $4, y: $5)
      return k_layer_norm_forward_f32(&row)
    },
    layerNormBackward: {
      var row = k_layer_norm_gradient_f32(
        n: $0, x: $1, weight: $2, g: $3, dx: $4, d_weight: $5, d_bias: $6)
      k_layer_norm_backward_f32(&row, $7)
    })
}

extension RowKernels<Double> {
  static let float64 = RowKernels(
    sum: k_sum_f64, sumSquares: k_sum_squares_f64, logSumExp: k_log_sum_exp_f64,
    variance: k_variance_f64, addRows: k_add_rows_f64, max: k_max_f64, min: k_min_f64,
    argmax: k_argmax_f64, argmin: k_argmin_f64, softmax: k_softmax_f64,
    logSoftmax: k_log_softmax_f64, softmaxBackward: k_softmax_backward_f64,
    logSoftmaxBackward: k_log_softmax_backward_f64,
    layerNorm: {
      var row = k_layer_norm_row_f64(n: $0, eps: $1, x: $2, weight: $3, bias: $4, y: $5)
      return k_layer_norm_forward_f64(&row)
    },
    layerNormBackward: {
      var row = k_layer_norm_gradient_f64(
        n: $0, x: $1, weight: $2, g: $3, dx: $4, d_weight: $5, d_bias: $6)
      k_layer_norm_backward_f64(&row, $7)
    })
}

/// Lengths that begin and end everywhere within vectors and blocks.
let rowLengths = Array(1...70) + [127, 128, 129, 511, 512, 513, 1025, 4099]

/// The same numbers for the same seed, in -1..<1 times `scale`.
func rowOfNumbers<T: BinaryFloatingPoint>(_ n: Int, _ seed: Int, scale: Double = 1) -> [T] {
  var state = UInt64(truncatingIfNeeded: seed) &* 0x9e37_79b9_7f4a_7c15 | 1
  return (0..<n).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return T((Double(state >> 40) * 0x1p-23 - 1) * scale)
  }
}

/// How far two numbers are apart, in units of `unit`; 0 where both are NaN or equal, infinite where one is NaN.
func distance(_ a: Double, _ b: Double, unit: Double) -> Double {
  if a == b || (a.isNaN && b.isNaN) { return 0 }
  let distance = abs(a - b) / unit
  return distance.isNaN ? .infinity : distance
}

/// The largest distance of elements from exact ones, in ulp of these, denormal ones included.
func largestError<T: BinaryFloatingPoint>(_ actual: [T], _ exact: [Double]) -> Double {
  zip(actual, exact).map { actual, exact in
    distance(Double(actual), exact, unit: exact.isFinite ? Double(T(exact).ulp) : 1)
  }.max() ?? 0
}

/// Kahan's, so that its error is that of the terms.
func exactSum(_ terms: [Double]) -> Double {
  var (sum, lost) = (0.0, 0.0)
  for term in terms {
    let next = sum + (term - lost)
    lost = (next - sum) - (term - lost)
    sum = next
  }
  return sum
}
