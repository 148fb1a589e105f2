/// A matrix as BLAS sees it: rows `stride` apart, read transposed on request.
struct MatrixOperand<T> {
  let pointer: UnsafePointer<T>
  let stride: Int
  var isTransposed = false

  /// The operand that starts `rows` further down (of the matrix as the product sees it).
  func advanced(rows: Int) -> MatrixOperand {
    MatrixOperand(
      pointer: pointer + (isTransposed ? rows : rows * stride), stride: stride,
      isTransposed: isTransposed)
  }
}

/// `gemm` cut into blocks of rows that depend on the sizes alone, on all threads.
func parallelGemm<T: NativeScalar>(
  _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<T>, _ b: MatrixOperand<T>,
  beta: T, _ c: UnsafeMutablePointer<T>, _ ldc: Int
) {
  if m == 0 || n == 0 { return }
  if k == 0 {
    // BLAS asks for leading dimensions of at least 1 even where there is nothing to add up.
    if beta == 0 { for row in 0..<m { (c + row * ldc).update(repeating: 0, count: n) } }
    return
  }
  // Below this, starting threads costs more than they save.
  let isSmall = m * n * k < 1 << 19
  let rows = isSmall ? m : Swift.max(32, (m + 3) / 4)
  let (from, by, to) = (Shared(a.pointer), Shared(b.pointer), Shared(c))
  let (strideA, strideB, transA, transB) = (a.stride, b.stride, a.isTransposed, b.isTransposed)
  forEachBlock((m + rows - 1) / rows) { block in
    let first = block * rows
    let a = MatrixOperand<T>(pointer: from.pointer, stride: strideA, isTransposed: transA)
    let b = MatrixOperand<T>(pointer: by.pointer, stride: strideB, isTransposed: transB)
    T.gemm(
      Swift.min(rows, m - first), n, k, a.advanced(rows: first), b, beta: beta,
      to.pointer + first * ldc, ldc)
  }
}
