import CApusKernels
import CApusOpenBLAS

/// A type of which matrix products are made: what tells the forms of BLAS and of the panels apart.
protocol ProductElement: FloatingElement, PanelOperand where Sum == Self {
  /// c (m x n) = a (m x k) b (k x n) by OpenBLAS, row-major, each operand transposed on request.
  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<Self>, _ b: MatrixOperand<Self>,
    _ c: UnsafeMutablePointer<Self>, _ ldc: Int)

  /// Operands of less precision, summed to this type; the type itself where there are none.
  associatedtype Reduced: PanelOperand where Reduced.Sum == Self
  /// Whether products are to be made of these (see `setFloat32MatmulPrecision`).
  static var multipliesReduced: Bool { get }
  /// Whether products on panels are faster than those of OpenBLAS.
  static var hasFasterPanels: Bool { get }
}

/// OpenBLAS' bits change with its number of threads, and threaded calls of small size cost more than
/// they save: it runs on one thread, and the work is cut in `matrixProduct`.
let openBLASIsSingleThreaded: Void = openblas_set_num_threads(1)

extension MatrixOperand {
  fileprivate var transposition: CBLAS_TRANSPOSE { isTransposed ? CblasTrans : CblasNoTrans }
}

extension Float: ProductElement {
  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<Float>, _ b: MatrixOperand<Float>,
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    _ = openBLASIsSingleThreaded
    cblas_sgemm(
      CblasRowMajor, a.transposition, b.transposition, blasint(m), blasint(n), blasint(k), 1,
      a.pointer, blasint(a.stride), b.pointer, blasint(b.stride), 0, c, blasint(ldc))
  }

  typealias Reduced = BFloat16Pair
  static var multipliesReduced: Bool { getFloat32MatmulPrecision() == .medium }
  static var hasFasterPanels: Bool { instructionSet != k_portable }
}

extension Double: ProductElement {
  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<Double>, _ b: MatrixOperand<Double>,
    _ c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    _ = openBLASIsSingleThreaded
    cblas_dgemm(
      CblasRowMajor, a.transposition, b.transposition, blasint(m), blasint(n), blasint(k), 1,
      a.pointer, blasint(a.stride), b.pointer, blasint(b.stride), 0, c, blasint(ldc))
  }

  typealias Reduced = Double
  static var multipliesReduced: Bool { false }
  static var hasFasterPanels: Bool { false }
}
