import CApusKernels

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
func matrixProduct<T: ProductElement>(
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
  if !product.suitsPanels {
    product.onBLAS()
  } else if T.multipliesReduced {
    product.onPanels(of: T.Reduced.self)
  } else if T.hasFasterPanels {
    product.onPanels(of: T.self)
  } else {
    product.onBLAS()
  }
}

/// Unchecked: each job writes its own part of c.
private struct MatrixProduct<T: ProductElement>: @unchecked Sendable {
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

  // MARK: - Panels (see panels.h)

  private var rightPanels: Int { PanelSize.rightCount(n) }

  /// What fills up the last panel is computed in vain, which from a fifth on costs more than panels gain; packing what is used once or twice costs more than it gains.
  var suitsPanels: Bool {
    m >= 4 && k >= 16 && m * n * k >= 1 << 15
      && 5 * n >= 4 * rightPanels * PanelSize.columns
  }

  /// In blocks of the depth k, so that a right panel stays in the second cache while all rows meet it.
  func onPanels<Operand: PanelOperand>(of _: Operand.Type) where Operand.Sum == T {
    let deepest = 1024 * Operand.numbers
    for start in stride(from: 0, to: k, by: deepest) {
      addBlock(start, Swift.min(deepest, k - start), of: Operand.self)
    }
  }

  private func addBlock<Operand: PanelOperand>(_ start: Int, _ depth: Int, of _: Operand.Type)
  where Operand.Sum == T {
    let left = rowsOfLeft(start, depth, of: Operand.self)
    let operands = (depth + Operand.numbers - 1) / Operand.numbers
    // Each job packs its right panel: rows are cut only where there are few panels.
    let groups = Swift.max(1, Swift.min(m / 256, 16 / rightPanels))
    let rows = (m + groups - 1) / groups
    forEachJob(groups * rightPanels) { job in
      let (first, column) = (job / rightPanels * rows, job % rightPanels * PanelSize.columns)
      let columns = Swift.min(PanelSize.columns, n - column)
      let right = RightPanels<Operand>(1, depth: operands * Operand.numbers)
      Operand.packRightPanel(depth: operands * Operand.numbers, to: right.pointer()) {
        $0.pack(
          b.advanced(rows: start, columns: column), filled: (depth, columns),
          rows: operands * Operand.numbers, width: PanelSize.columns, step: PanelSize.columns)
      }
      Operand.kernels.rowProduct(
        Swift.min(rows, m - first), columns, operands, left.pointer + first * left.step, left.step,
        right.pointer(), start == 0 ? 0 : 1, c + first * ldc + column, ldc)
      withExtendedLifetime(right) {}
    }
    withExtendedLifetime(left.memory) {}
  }

  /// Some columns of the left operand, row by row: where they lie, or packed where that is no row of operands.
  private func rowsOfLeft<Operand: PanelOperand>(_ start: Int, _ depth: Int, of _: Operand.Type)
    -> LeftRows<Operand> where Operand.Sum == T
  {
    let left = a.advanced(columns: start)
    if let pointer = Operand.rows(of: left) { return LeftRows(pointer: pointer, step: left.stride) }
    let operands = (depth + Operand.numbers - 1) / Operand.numbers
    let step = PanelSize.stride(operands, of: Operand.self)
    let memory = Memory<Operand>(count: m * step)
    let perJob = 256
    forEachJob((m + perJob - 1) / perJob) { job in
      let first = job * perJob
      Operand.copy(
        left.advanced(rows: first), rows: Swift.min(perJob, m - first), columns: depth,
        to: memory.pointer + first * step, step: step)
    }
    return LeftRows(pointer: UnsafePointer(memory.pointer), step: step, memory: memory)
  }
}

/// Rows of a product's left operand, `step` operands apart. Unchecked: nobody writes while they are in use.
private struct LeftRows<Operand: PanelOperand>: @unchecked Sendable {
  let pointer: UnsafePointer<Operand>
  let step: Int
  /// Where they were packed.
  var memory: Memory<Operand>?
}
