extension NDArray {
  /// The sums over `dims` (nil: all), not yet rounded to this type: float64, or int64 of integers and truth values.
  @inline(never)
  func sums(_ dims: [Int]?, _ keepDim: Bool, _ name: String) -> NDArray {
    dtype.accept(Sums(array: self, dims: dims, keepDim: keepDim, name: name))
  }
}

private struct Sums: DTypeVisitor {
  let array: NDArray
  let dims: [Int]?
  let keepDim: Bool
  let name: String

  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    array.reduce(dims, keepDim, name, to: T.Accumulator.self) { rows, totals in
      if let kernels = T.rowKernels, rows.columns >= 8, rows.width > 1, !rows.isDense {
        addColumns(rows, array, kernels, to: totals)
      } else {
        addRows(rows, array, as: T.self, to: totals)
      }
    }
  }

  /// Each row by itself; a long one in parts, whose sums are added in their order.
  private func addRows<T: NumericElement>(
    _ rows: Rows, _ array: NDArray, as _: T.Type, to totals: UnsafeMutablePointer<T.Accumulator>
  ) {
    let parts = Swift.max(1, BlockSize.count(of: rows.width))
    let (out, walk, kernel) = (Shared(totals), rows.walk, T.rowKernels?.sum)
    let from = Shared(array.elements(as: T.self))
    @Sendable func sum(_ row: Int, _ range: Range<Int>) -> T.Accumulator {
      let start = from.input + rows.offset(row)
      if rows.isDense, let kernel {
        return T.Accumulator(element: kernel(start + range.lowerBound, range.count))
      }
      var total = T.Accumulator(element: 0)
      walk.forEachRun(in: range) { run in
        let x = start + run.a
        if run.stepA == 1, let kernel {
          total = .sum(total, T.Accumulator(element: kernel(x, run.count)))
        } else {
          for i in 0..<run.count { total = .sum(total, x[i * run.stepA].accumulator) }
        }
      }
      return total
    }
    if parts == 1 {
      return forEachBlock(ofElements: rows.count, size: BlockSize.rows(of: rows.width)) {
        range, _ in
        for row in range { out.pointer[row] = sum(row, 0..<rows.width) }
      }
    }
    let memory = Memory<T.Accumulator>(count: rows.count * parts)
    let partial = Shared(memory.pointer)
    forEachBlock(rows.count * parts) { block in
      let (row, part) = block.quotientAndRemainder(dividingBy: parts)
      let start = part * BlockSize.elements
      let end = Swift.min(start + BlockSize.elements, rows.width)
      partial.pointer[block] = sum(row, start..<end)
    }
    for row in 0..<rows.count {
      var total = partial.pointer[row * parts]
      for part in 1..<parts { total = .sum(total, partial.pointer[row * parts + part]) }
      totals[row] = total
    }
    withExtendedLifetime(memory) {}
  }

  /// Rows that lie side by side, added line by line; in parts where there are many lines.
  private func addColumns<T: NumericElement>(
    _ rows: Rows, _ array: NDArray, _ kernels: RowKernels<T>,
    to totals: UnsafeMutablePointer<T.Accumulator>
  ) {
    let tile = Swift.min(rows.columns, 2048)
    let tiles = BlockSize.count(of: rows.columns, tile)
    let lines = Swift.max(64, 2 * BlockSize.elements / tile)
    let parts = BlockSize.count(of: rows.width, lines)
    let groups = rows.count / rows.columns
    let (partial, walk) = (Memory<Double>(count: rows.count * parts), rows.walk)
    let (from, to, add) = (
      Shared(array.elements(as: T.self)), Shared(partial.pointer), kernels.addRows
    )
    forEachBlock(groups * parts * tiles) { block in
      let (group, rest) = block.quotientAndRemainder(dividingBy: parts * tiles)
      let (part, column) = (rest / tiles, rest % tiles * tile)
      let columns = Swift.min(tile, rows.columns - column)
      let row = group * rows.columns + column
      let sums = to.pointer + part * rows.count + row
      sums.update(repeating: 0, count: columns)
      let start = from.input + rows.offset(row)
      let range = part * lines..<Swift.min((part + 1) * lines, rows.width)
      walk.forEachRun(in: range) { run in
        add(run.count, columns, start + run.a, run.stepA, sums)
      }
    }
    for row in 0..<rows.count {
      var total = partial.pointer[row]
      for part in 1..<Swift.max(parts, 1) { total += partial.pointer[part * rows.count + row] }
      totals[row] = T.Accumulator(element: total)
    }
    withExtendedLifetime(partial) {}
  }
}
