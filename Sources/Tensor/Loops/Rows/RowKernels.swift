import CApusKernels

/// The functions of `rows.h` for one type.
struct RowKernels<T>: Sendable {
  typealias Input = UnsafePointer<T>
  typealias Output = UnsafeMutablePointer<T>
  typealias Sum = @Sendable (Input, Int) -> Double
  typealias Choice = @Sendable (Input, Int) -> T
  typealias Place = @Sendable (Input, Int) -> Int
  typealias Map = @Sendable (Input, Output, Int) -> Void
  typealias Gradient = @Sendable (Input, Input, Output, Int) -> Void

  let sum: Sum, sumOfSquares: Sum, logSumExp: Sum
  let addRows:
    @Sendable (_ rows: Int, _ columns: Int, Input, _ step: Int, UnsafeMutablePointer<Double>) ->
      Void
  let variance: @Sendable (Input, Int, _ divisor: Double) -> Double
  let max: Choice, min: Choice
  let argmax: Place, argmin: Place
  let softmax: Map, logSoftmax: Map
  let softmaxBackward: Gradient, logSoftmaxBackward: Gradient
}

extension RowKernels<Float> {
  static let float32 = RowKernels(
    sum: { k_sum_f32($0, $1) }, sumOfSquares: { k_sum_squares_f32($0, $1) },
    logSumExp: { k_log_sum_exp_f32($0, $1) }, addRows: { k_add_rows_f32($0, $1, $2, $3, $4) },
    variance: { k_variance_f32($0, $1, $2) }, max: { k_max_f32($0, $1) },
    min: { k_min_f32($0, $1) }, argmax: { k_argmax_f32($0, $1) },
    argmin: { k_argmin_f32($0, $1) }, softmax: { k_softmax_f32($0, $1, $2) },
    logSoftmax: { k_log_softmax_f32($0, $1, $2) },
    softmaxBackward: { k_softmax_backward_f32($0, $1, $2, $3) },
    logSoftmaxBackward: { k_log_softmax_backward_f32($0, $1, $2, $3) })
}

extension RowKernels<Double> {
  static let float64 = RowKernels(
    sum: { k_sum_f64($0, $1) }, sumOfSquares: { k_sum_squares_f64($0, $1) },
    logSumExp: { k_log_sum_exp_f64($0, $1) }, addRows: { k_add_rows_f64($0, $1, $2, $3, $4) },
    variance: { k_variance_f64($0, $1, $2) }, max: { k_max_f64($0, $1) },
    min: { k_min_f64($0, $1) }, argmax: { k_argmax_f64($0, $1) },
    argmin: { k_argmin_f64($0, $1) }, softmax: { k_softmax_f64($0, $1, $2) },
    logSoftmax: { k_log_softmax_f64($0, $1, $2) },
    softmaxBackward: { k_softmax_backward_f64($0, $1, $2, $3) },
    logSoftmaxBackward: { k_log_softmax_backward_f64($0, $1, $2, $3) })
}

extension NumericElement {
  /// For what is no floating-point number.
  static var rowKernels: RowKernels<Self>? { nil }
}

extension Float {
  static var rowKernels: RowKernels<Float>? { .float32 }
}

extension Double {
  static var rowKernels: RowKernels<Double>? { .float64 }
}
