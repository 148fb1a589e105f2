extension NDArray {
  /// The greatest or least element of each row over `dims` (nil: all); NaN where there is one.
  @inline(never)
  func extremes(_ dims: [Int]?, _ keepDim: Bool, isMax: Bool, _ name: String) -> NDArray {
    dtype.accept(Extremes(array: self, dims: dims, keepDim: keepDim, isMax: isMax, name: name))
  }

  /// The place (int64) of the first of them in its row, or of the first NaN.
  @inline(never)
  func places(_ dims: [Int]?, _ keepDim: Bool, isMax: Bool, _ name: String) -> NDArray {
    dtype.accept(Places(array: self, dims: dims, keepDim: keepDim, isMax: isMax, name: name))
  }
}

private struct Extremes: DTypeVisitor {
  let array: NDArray
  let dims: [Int]?
  let keepDim: Bool, isMax: Bool
  let name: String

  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    array.reduce(dims, keepDim, name, to: T.self) { rows, out in
      checkNotEmpty(rows, name)
      let (choose, to) = (choice(of: T.self), Shared(out))
      rows.forEachPart(of: array, as: T.self, giving: T.self) { _, x, count in
        choose(x, count)
      } combine: { row, parts, count in
        to.pointer[row] = count == 1 ? parts[0] : choose(parts, count)
      }
    }
  }

  private func choice<T: NumericElement>(of _: T.Type) -> RowKernels<T>.Choice {
    if let kernels = T.rowKernels { return isMax ? kernels.max : kernels.min }
    let isMax = isMax
    return { x, count in x[firstExtreme(x, count, isMax: isMax)] }
  }
}

private struct Places: DTypeVisitor {
  let array: NDArray
  let dims: [Int]?
  let keepDim: Bool, isMax: Bool
  let name: String

  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    array.reduce(dims, keepDim, name, to: Int.self) { rows, out in
      checkNotEmpty(rows, name)
      let (place, to) = (place(of: T.self), Shared(out))
      rows.forEachPart(of: array, as: T.self, giving: Found<T>.self) { start, x, count in
        let found = place(x, count)
        return Found(element: x[found], place: start + found)
      } combine: { row, parts, count in
        if count == 1 {
          to.pointer[row] = parts[0].place
          return
        }
        let elements = (0..<count).map { parts[$0].element }
        to.pointer[row] = parts[place(elements, count)].place
      }
    }
  }

  private struct Found<T: NumericElement>: BitwiseCopyable {
    let element: T
    let place: Int
  }

  private func place<T: NumericElement>(of _: T.Type) -> RowKernels<T>.Place {
    if let kernels = T.rowKernels { return isMax ? kernels.argmax : kernels.argmin }
    let isMax = isMax
    return { firstExtreme($0, $1, isMax: isMax) }
  }
}

private func checkNotEmpty(_ rows: Rows, _ name: String) {
  require(rows.width > 0 || rows.count == 0, "\(name): no elements to choose from")
}

/// Of elements without NaN.
private func firstExtreme<T: NumericElement>(_ x: UnsafePointer<T>, _ count: Int, isMax: Bool)
  -> Int
{
  var best = 0
  for i in 1..<Swift.max(count, 1) where isMax ? T.less(x[best], x[i]) : T.less(x[i], x[best]) {
    best = i
  }
  return best
}

extension Rows {
  /// Something of each row; a long one in parts, from whose results in their order `combine` makes the row's.
  fileprivate func forEachPart<T: NumericElement, R: BitwiseCopyable>(
    of array: NDArray, as _: T.Type, giving _: R.Type,
    _ body: @Sendable (_ start: Int, UnsafePointer<T>, Int) -> R,
    combine: @Sendable (_ row: Int, _ parts: UnsafePointer<R>, _ count: Int) -> Void
  ) {
    let parts = isDense ? BlockSize.count(of: width) : 1
    if parts <= 1 {
      return forEach(of: array, as: T.self) { row, elements in
        var found = body(0, elements, width)
        combine(row, &found, 1)
      }
    }
    let memory = Memory<R>(count: count * parts)
    let (from, found) = (Shared(array.elements(as: T.self)), Shared(memory.pointer))
    forEachBlock(count * parts) { block in
      let (row, part) = block.quotientAndRemainder(dividingBy: parts)
      let start = part * BlockSize.elements
      found.pointer[block] = body(
        start, from.input + offset(row) + start, Swift.min(BlockSize.elements, width - start))
    }
    for row in 0..<count { combine(row, found.input + row * parts, parts) }
    withExtendedLifetime((memory, array)) {}
  }
}
