import CApusKernels

extension NDArray {
  /// The same elements in row-major order, in memory of their own.
  @inline(never)
  func copiedInRows() -> NDArray {
    let result = NDArray(uninitialized: dims, dtype)
    dtype.accept(Copy(source: self, result: result))
    return result
  }

  /// This array, or a copy where its last dimensions are a transposed matrix: loops along rows would jump from line to
  /// line of the cache, while such a copy is made in tiles.
  func readableInRows() -> NDArray {
    isContiguous || transposedMatrices() == nil ? self : copiedInRows()
  }
}

private struct Copy: DTypeVisitor {
  let source: NDArray, result: NDArray

  func visit<T: NumericElement>(_: T.Type) {
    if let matrices = source.transposedMatrices() { return copy(matrices, T.self) }
    let walk = Walk(source.dims, source.strides, source.strides)
    let (from, to) = (
      Shared(source.elements(as: T.self)), Shared(result.sharedElements(as: T.self))
    )
    forEachBlock(ofElements: source.count) { range, _ in
      walk.forEachRun(in: range) { run in
        let (x, y) = (from.input + run.a, to.pointer + run.position)
        if run.stepA == 1 {
          y.update(from: x, count: run.count)
        } else {
          for i in 0..<run.count { y[i] = x[i * run.stepA] }
        }
      }
    }
  }

  private func copy<T: NumericElement>(_ matrices: TransposedMatrices, _: T.Type) {
    let (rows, columns) = (matrices.rows, matrices.columns)
    let rowsPerBlock = Swift.max(16, BlockSize.elements / columns)
    let blocksPerMatrix = BlockSize.count(of: rows, rowsPerBlock)
    let (from, to) = (
      Shared(source.elements(as: T.self)), Shared(result.sharedElements(as: T.self))
    )
    forEachBlock(matrices.offsets.count * blocksPerMatrix) { block in
      let (matrix, part) = block.quotientAndRemainder(dividingBy: blocksPerMatrix)
      let row = part * rowsPerBlock
      k_copy_2d(
        from.input + matrices.offsets[matrix] + row, 1, matrices.columnStep,
        to.pointer + (matrix * rows + row) * columns, columns,
        Swift.min(rowsPerBlock, rows - row), columns, MemoryLayout<T>.stride)
    }
  }
}

/// Matrices whose columns, not rows, lie side by side, one behind the other in row-major order.
private struct TransposedMatrices {
  let rows: Int, columns: Int
  /// Between columns, in elements.
  let columnStep: Int
  /// Of each matrix.
  let offsets: [Int]
}

extension NDArray {
  /// nil where the last dimensions are no such matrices, or small ones.
  fileprivate func transposedMatrices() -> TransposedMatrices? {
    let (size, step, _) = joined(dims, strides, strides)
    guard size.count >= 2, size.count <= 3, step[size.count - 1] > 1, !size.contains(0) else {
      return nil
    }
    // The dimension that lies side by side in memory must be next to the last one.
    let (row, column) = (size.count - 2, size.count - 1)
    guard step[row] == 1, size[row] >= 8, size[column] >= 8 else { return nil }
    return TransposedMatrices(
      rows: size[row], columns: size[column], columnStep: step[column],
      offsets: size.count == 3 ? (0..<size[0]).map { $0 * step[0] } : [0])
  }
}
