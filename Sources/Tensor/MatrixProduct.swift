import CKernels

/// A matrix in memory: rows `stride` apart, read transposed on request. Threads may read it: nobody writes while
/// it is in use.
struct MatrixOperand<T>: @unchecked Sendable {
  let pointer: UnsafePointer<T>
  let stride: Int
  var isTransposed = false

  private var rowStep: Int { isTransposed ? 1 : stride }
  private var columnStep: Int { isTransposed ? stride : 1 }

  /// The part that starts further down or to the right (of the matrix as it is read).
  func advanced(rows: Int = 0, columns: Int = 0) -> MatrixOperand {
    MatrixOperand(
      pointer: pointer + rows * rowStep + columns * columnStep, stride: stride,
      isTransposed: isTransposed)
  }

  /// Copies the first rows and columns, as they are read, to rows that are `step` apart.
  func copy(rows: Int, columns: Int, to: UnsafeMutablePointer<T>, step: Int) {
    k_copy_2d(pointer, rowStep, columnStep, to, step, rows, columns, MemoryLayout<T>.stride)
  }
}

/// c (m x n, rows ldc apart) = a (m x k) b (k x n), on all threads.
///
/// The work is cut into blocks that depend on the sizes alone.
func matrixProduct<T: NativeScalar>(
  _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<T>, _ b: MatrixOperand<T>,
  _ c: UnsafeMutablePointer<T>, _ ldc: Int
) {
  if m == 0 || n == 0 { return }
  if k == 0 {
    // BLAS asks for leading dimensions of at least 1 even where there is nothing to add up.
    for row in 0..<m { (c + row * ldc).update(repeating: 0, count: n) }
    return
  }
  let product = MatrixProduct(m: m, n: n, k: k, a: a, b: b, c: c, ldc: ldc)
  if product.panelsAreFaster { product.onPanels() } else { product.onBLAS() }
}

/// Unchecked: each job writes its own part of c.
private struct MatrixProduct<T: NativeScalar>: @unchecked Sendable {
  let m: Int, n: Int, k: Int
  let a: MatrixOperand<T>, b: MatrixOperand<T>
  let c: UnsafeMutablePointer<T>
  let ldc: Int

  /// Below this, starting threads costs more than they save.
  private var isSmall: Bool { m * n * k < 1 << 19 }

  private func forEachJob(_ count: Int, _ body: @Sendable (Int) -> Void) {
    if isSmall { (0..<count).forEach(body) } else { forEachBlock(count, body) }
  }

  // MARK: - OpenBLAS

  /// In blocks of rows.
  func onBLAS() {
    let rows = isSmall ? m : Swift.max(32, (m + 3) / 4)
    forEachJob((m + rows - 1) / rows) { job in
      let first = job * rows
      T.gemm(
        Swift.min(rows, m - first), n, k, a.advanced(rows: first), b, c + first * ldc, ldc)
    }
  }

  // MARK: - Panels (see CKernels.h)

  private var rightPanels: Int { (n + Panels.columns - 1) / Panels.columns }

  /// What fills up the last panel is computed in vain, which from a fifth on costs more than panels gain (4 to 8 % on
  /// large products, a third on 64 x 256 x 256); packing what is used once or twice costs more than it gains.
  var panelsAreFaster: Bool {
    T.hasFasterPanels && m >= 4 && k >= 16 && m * n * k >= 1 << 15
      && 5 * n >= 4 * rightPanels * Panels.columns
  }

  /// In blocks of the depth k, so that a right panel stays in the second cache while all rows meet it.
  func onPanels() {
    let deepest = 512
    for start in stride(from: 0, to: k, by: deepest) {
      let depth = Swift.min(deepest, k - start)
      addBlock(start, depth)
    }
  }

  private func addBlock(_ start: Int, _ depth: Int) {
    let (left, memory) = rowsOfLeft(start, depth)
    // Each job packs its right panel: rows are cut only where there are few panels.
    let groups = Swift.max(1, Swift.min(m / 256, 16 / rightPanels))
    let rows = (m + groups - 1) / groups
    withExtendedLifetime(memory) {
      forEachJob(groups * rightPanels) { job in
        let (first, column) = (job / rightPanels * rows, job % rightPanels * Panels.columns)
        let columns = Swift.min(Panels.columns, n - column)
        let right = NDArray(uninitialized: [depth, Panels.columns], T.dtype)
        right.sharedElements(as: T.self).pack(
          b.advanced(rows: start, columns: column), filled: (depth, columns), rows: depth,
          width: Panels.columns, step: Panels.columns)
        withExtendedLifetime(right) {
          T.panels.rowProduct(
            Swift.min(rows, m - first), columns, depth, left.advanced(rows: first).pointer,
            left.stride,
            right.elements(as: T.self), start == 0 ? 0 : 1, c + first * ldc + column, ldc)
        }
      }
    }
  }

  /// Some columns of the left operand, row by row: copied where it is read transposed.
  private func rowsOfLeft(_ start: Int, _ depth: Int) -> (MatrixOperand<T>, memory: NDArray?) {
    let left = a.advanced(columns: start)
    if !a.isTransposed { return (left, nil) }
    let step = Panels.stride(depth, T.dtype)
    let memory = NDArray(uninitialized: [m, step], T.dtype)
    let perJob = 256
    forEachJob((m + perJob - 1) / perJob) { job in
      let first = job * perJob
      left.advanced(rows: first).copy(
        rows: Swift.min(perJob, m - first), columns: depth,
        to: memory.sharedElements(as: T.self) + first * step, step: step)
    }
    return (MatrixOperand(pointer: memory.elements(as: T.self), stride: step), memory)
  }
}
