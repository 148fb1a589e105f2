import CApusKernels
import CApusLAPACKE
import CApusOpenBLAS

/// A floating-point type with the compiled kernels that exist for it: the one place where a C function's
/// Float and Double forms are told apart.
protocol NativeScalar: FloatingScalar, PanelOperand where Sum == Self {
  /// c (m x n) = a (m x k) b (k x n) by OpenBLAS, row-major, each operand transposed on request.
  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<Self>, _ b: MatrixOperand<Self>,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int)

  typealias Input = UnsafePointer<Self>
  typealias Output = UnsafeMutablePointer<Self>

  // LAPACK: Householder QR of a row-major matrix, and its q written out.
  static func geqrf(_ m: Int, _ n: Int, _ a: Output, _ tau: Output) -> Int32
  static func orgqr(_ m: Int, _ n: Int, _ k: Int, _ a: Output, _ tau: Output) -> Int32

  // Kernels; formulas and shapes stand in the headers of CKernels.
  static func uniform(_ mt: inout k_mt19937, _ from: Double, _ to: Double, _ out: Output, _ n: Int)
  static func normal(_ mt: inout k_mt19937, _ mean: Double, _ std: Double, _ out: Output, _ n: Int)
  static func dropout(
    _ x: Input, _ mask: UnsafePointer<UInt8>, _ scale: Self, _ y: Output, _ n: Int)
  static func ctcForward(
    _ shape: k_ctc_shape, _ samples: [k_ctc_sample], _ labels: [Int], _ first: Int, _ logp: Input,
    _ alpha: UnsafeMutablePointer<Double>, _ scratch: UnsafeMutablePointer<Double>,
    _ losses: UnsafeMutablePointer<Double>)
  static func ctcBackward(
    _ shape: k_ctc_shape, _ samples: [k_ctc_sample], _ labels: [Int], _ first: Int, _ logp: Input,
    _ alpha: UnsafePointer<Double>, _ scale: UnsafePointer<Double>,
    _ scratch: UnsafeMutablePointer<Double>, _ out: Output)

  /// Operands of less precision, summed to this type; the type itself where there are none.
  associatedtype Reduced: PanelOperand where Reduced.Sum == Self
  /// Whether products are to be made of these (see `setFloat32MatmulPrecision`).
  static var multipliesReduced: Bool { get }
  /// Whether products on panels are faster than those of OpenBLAS.
  static var hasFasterPanels: Bool { get }

  /// Vectorised exp, log, tanh and sigmoid over n elements, where there are any.
  static var vectorKernels: VectorKernels<Self>? { get }
}

/// y[i] = f(x[i]) for n elements; x and y may be the same.
struct VectorKernels<T>: Sendable {
  typealias Kernel = @Sendable (UnsafePointer<T>, UnsafeMutablePointer<T>, Int) -> Void
  let exp: Kernel, log: Kernel, tanh: Kernel, sigmoid: Kernel
}

/// OpenBLAS' bits change with its number of threads, and threaded calls of small size cost more than
/// they save: it runs on one thread, and the work is cut in `matrixProduct`.
private let openBLASIsSingleThreaded: Void = openblas_set_num_threads(1)

extension Float: NativeScalar {
  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<Float>, _ b: MatrixOperand<Float>,
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    _ = openBLASIsSingleThreaded
    cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), 1,
      a.pointer, blasint(a.stride), b.pointer, blasint(b.stride), 0, c, blasint(ldc))
  }

  static func geqrf(_ m: Int, _ n: Int, _ a: Output, _ tau: Output) -> Int32 {
    _ = openBLASIsSingleThreaded
    return LAPACKE_sgeqrf(LAPACK_ROW_MAJOR, Int32(m), Int32(n), a, Int32(n), tau)
  }

  static func orgqr(_ m: Int, _ n: Int, _ k: Int, _ a: Output, _ tau: Output) -> Int32 {
    _ = openBLASIsSingleThreaded
    return LAPACKE_sorgqr(LAPACK_ROW_MAJOR, Int32(m), Int32(n), Int32(k), a, Int32(n), tau)
  }

  static func uniform(_ mt: inout k_mt19937, _ from: Double, _ to: Double, _ out: Output, _ n: Int)
  {
    k_mt19937_uniform_f32(&mt, Float(from), Float(to), out, n)
  }

  static func normal(_ mt: inout k_mt19937, _ mean: Double, _ std: Double, _ out: Output, _ n: Int)
  {
    k_mt19937_normal_f32(&mt, Float(mean), Float(std), out, n)
  }

  static func dropout(
    _ x: Input, _ mask: UnsafePointer<UInt8>, _ scale: Float, _ y: Output, _ n: Int
  ) {
    k_dropout_f32(x, mask, scale, y, n)
  }

  static func ctcForward(
    _ shape: k_ctc_shape, _ samples: [k_ctc_sample], _ labels: [Int], _ first: Int, _ logp: Input,
    _ alpha: UnsafeMutablePointer<Double>, _ scratch: UnsafeMutablePointer<Double>,
    _ losses: UnsafeMutablePointer<Double>
  ) {
    k_ctc_forward_f32(shape, samples, labels, first, logp, alpha, scratch, losses)
  }

  static func ctcBackward(
    _ shape: k_ctc_shape, _ samples: [k_ctc_sample], _ labels: [Int], _ first: Int, _ logp: Input,
    _ alpha: UnsafePointer<Double>, _ scale: UnsafePointer<Double>,
    _ scratch: UnsafeMutablePointer<Double>, _ out: Output
  ) {
    k_ctc_backward_f32(shape, samples, labels, first, logp, alpha, scale, scratch, out)
  }

  typealias Reduced = BFloat16Pair
  static var multipliesReduced: Bool { getFloat32MatmulPrecision() == .medium }
  static var hasFasterPanels: Bool { instructionSet != k_portable }

  static let vectorKernels: VectorKernels<Float>? = VectorKernels(
    exp: { k_exp_f32($0, $1, $2) }, log: { k_log_f32($0, $1, $2) },
    tanh: { k_tanh_f32($0, $1, $2) }, sigmoid: { k_sigmoid_f32($0, $1, $2) })
}

extension Double: NativeScalar {
  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<Double>, _ b: MatrixOperand<Double>,
    _ c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    _ = openBLASIsSingleThreaded
    cblas_dgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), 1,
      a.pointer, blasint(a.stride), b.pointer, blasint(b.stride), 0, c, blasint(ldc))
  }

  static func geqrf(_ m: Int, _ n: Int, _ a: Output, _ tau: Output) -> Int32 {
    _ = openBLASIsSingleThreaded
    return LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, Int32(m), Int32(n), a, Int32(n), tau)
  }

  static func orgqr(_ m: Int, _ n: Int, _ k: Int, _ a: Output, _ tau: Output) -> Int32 {
    _ = openBLASIsSingleThreaded
    return LAPACKE_dorgqr(LAPACK_ROW_MAJOR, Int32(m), Int32(n), Int32(k), a, Int32(n), tau)
  }

  static func uniform(_ mt: inout k_mt19937, _ from: Double, _ to: Double, _ out: Output, _ n: Int)
  {
    k_mt19937_uniform_f64(&mt, from, to, out, n)
  }

  static func normal(_ mt: inout k_mt19937, _ mean: Double, _ std: Double, _ out: Output, _ n: Int)
  {
    k_mt19937_normal_f64(&mt, mean, std, out, n)
  }

  static func dropout(
    _ x: Input, _ mask: UnsafePointer<UInt8>, _ scale: Double, _ y: Output, _ n: Int
  ) {
    k_dropout_f64(x, mask, scale, y, n)
  }

  static func ctcForward(
    _ shape: k_ctc_shape, _ samples: [k_ctc_sample], _ labels: [Int], _ first: Int, _ logp: Input,
    _ alpha: UnsafeMutablePointer<Double>, _ scratch: UnsafeMutablePointer<Double>,
    _ losses: UnsafeMutablePointer<Double>
  ) {
    k_ctc_forward_f64(shape, samples, labels, first, logp, alpha, scratch, losses)
  }

  static func ctcBackward(
    _ shape: k_ctc_shape, _ samples: [k_ctc_sample], _ labels: [Int], _ first: Int, _ logp: Input,
    _ alpha: UnsafePointer<Double>, _ scale: UnsafePointer<Double>,
    _ scratch: UnsafeMutablePointer<Double>, _ out: Output
  ) {
    k_ctc_backward_f64(shape, samples, labels, first, logp, alpha, scale, scratch, out)
  }

  typealias Reduced = Double
  static var multipliesReduced: Bool { false }
  static var hasFasterPanels: Bool { false }

  static var vectorKernels: VectorKernels<Double>? { nil }
}
