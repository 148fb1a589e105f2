import CApusLAPACKE

/// The functions of LAPACK for one type, on row-major matrices; each gives its status, 0 where all is well.
struct LAPACKKernels<T>: Sendable {
  /// Householder QR of a matrix [m, n], in place.
  let geqrf:
    @Sendable (_ m: Int, _ n: Int, UnsafeMutablePointer<T>, _ tau: UnsafeMutablePointer<T>)
      -> Int32
  /// Its q [m, n] of k reflections, written out in place.
  let orgqr:
    @Sendable (
      _ m: Int, _ n: Int, _ k: Int, UnsafeMutablePointer<T>, _ tau: UnsafeMutablePointer<T>
    ) -> Int32
}

extension LAPACKKernels<Float> {
  static let float32 = LAPACKKernels(
    geqrf: { LAPACKE_sgeqrf(rowMajor, Int32($0), Int32($1), $2, Int32($1), $3) },
    orgqr: { LAPACKE_sorgqr(rowMajor, Int32($0), Int32($1), Int32($2), $3, Int32($1), $4) })
}

extension LAPACKKernels<Double> {
  static let float64 = LAPACKKernels(
    geqrf: { LAPACKE_dgeqrf(rowMajor, Int32($0), Int32($1), $2, Int32($1), $3) },
    orgqr: { LAPACKE_dorgqr(rowMajor, Int32($0), Int32($1), Int32($2), $3, Int32($1), $4) })
}

/// LAPACK calls BLAS, whose threads would change the bits.
private var rowMajor: Int32 {
  _ = openBLASIsSingleThreaded
  return LAPACK_ROW_MAJOR
}
