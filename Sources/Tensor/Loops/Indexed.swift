extension NDArray {
  /// The first of this dense int64 array's elements that is not in `range`.
  func firstIndex(outside range: Range<Int>) -> Int? {
    let elements = UnsafeBufferPointer(start: elements(as: Int.self), count: count)
    return elements.first { !range.contains($0) }
  }

  /// out[p] = self[p with p[dim] = index[p]] for each position p of `index` (int64, checked).
  @inline(never)
  func gathered(_ dim: Int, _ index: NDArray) -> NDArray {
    dtype.accept(Gather(source: self, index: index, dim: dim))
  }

  /// self[p with p[dim] = index[p]] += source[p] for each position p of `index` (int64, checked), of the shape of `source`.
  @inline(never)
  mutating func addIndexed(_ source: NDArray, _ index: NDArray, _ dim: Int) {
    ownMemory()
    dtype.accept(AddIndexed(target: self, source: source.contiguous(), index: index, dim: dim))
  }
}

/// Positions of an index array and where they lie in an array with `strides`, before the index itself counts.
private struct IndexWalk: Sendable {
  private let walk: Walk
  let step: Int

  init(_ index: NDArray, _ dim: Int, _ strides: Shape) {
    var others = strides
    others[dim] = 0
    walk = Walk(index.dims, index.strides, others)
    step = strides[dim]
  }

  @inline(__always)
  func forEach(in range: Range<Int>, _ body: (_ position: Int, _ offset: Int) -> Void) {
    walk.forEachRun(in: range) { run in
      for i in 0..<run.count { body(run.position + i, run.b + i * run.stepB) }
    }
  }
}

private struct Gather: DTypeVisitor {
  let source: NDArray, index: NDArray
  let dim: Int

  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    let result = NDArray(uninitialized: index.dims, T.dtype)
    let walk = IndexWalk(index, dim, source.strides)
    let (x, indices) = (Shared(source.elements(as: T.self)), Shared(index.elements(as: Int.self)))
    let y = Shared(result.sharedElements(as: T.self))
    forEachBlock(ofElements: index.count) { range, _ in
      let (from, at, out) = (x.input, indices.input, y.pointer)
      walk.forEach(in: range) { out[$0] = from[$1 + at[$0] * walk.step] }
    }
    withExtendedLifetime(self) {}
    return result
  }
}

/// On one thread: several indices may name one element, and their order is the sum's.
private struct AddIndexed: DTypeVisitor {
  let target: NDArray, source: NDArray, index: NDArray
  let dim: Int

  func visit<T: NumericElement>(_: T.Type) {
    let (from, at) = (source.elements(as: T.self), index.elements(as: Int.self))
    let out = target.sharedElements(as: T.self)
    let walk = IndexWalk(index, dim, target.strides)
    walk.forEach(in: 0..<index.count) { position, offset in
      let place = offset + at[position] * walk.step
      out[place] = .sum(out[place], from[position])
    }
  }
}

// MARK: - Whole entries

extension NDArray {
  /// The entries of `dim` at `index` (int64, checked), in an array of shape `dims`.
  func selected(_ dim: Int, _ index: NDArray, _ dims: Shape) -> NDArray {
    let (source, result) = (contiguous(), NDArray(uninitialized: dims, dtype))
    let entry = source.strides[dim] * dtype.size
    let (count, entries) = (index.count, source.dims[dim])
    let (from, to) = (Shared(source.firstByte), Shared(result.firstByte))
    let at = Shared(index.elements(as: Int.self))
    let total = result.count == 0 ? 0 : count * source.outer(dim)
    forEachBlock(ofElements: total, size: perBlock(dim)) { range, _ in
      for position in range {
        let (row, i) = position.quotientAndRemainder(dividingBy: count)
        (to.pointer + position * entry)
          .update(from: from.input + (row * entries + at.input[i]) * entry, count: entry)
      }
    }
    withExtendedLifetime((source, index)) {}
    return result
  }

  /// Adds the entries of `source` to those of `dim` at `index` (int64, checked), one after the other.
  @inline(never)
  mutating func addSelected(_ source: NDArray, _ dim: Int, _ index: NDArray) {
    ownMemory()
    dtype.accept(
      AddSelected(target: self, source: source.to(dtype).contiguous(), index: index, dim: dim))
  }

  fileprivate var firstByte: UnsafeMutablePointer<UInt8> {
    (storage.pointer + offset * dtype.size).assumingMemoryBound(to: UInt8.self)
  }

  /// How many rows of entries there are.
  fileprivate func outer(_ dim: Int) -> Int { dims[..<dim].reduce(1, *) }

  fileprivate func perBlock(_ dim: Int) -> Int {
    BlockSize.rows(of: dims[(dim + 1)...].reduce(1, *))
  }
}

private struct AddSelected: DTypeVisitor {
  let target: NDArray, source: NDArray, index: NDArray
  let dim: Int

  func visit<T: NumericElement>(_: T.Type) {
    let entry = target.strides[dim]
    let (from, at) = (source.elements(as: T.self), index.elements(as: Int.self))
    let out = target.sharedElements(as: T.self)
    for position in 0..<(source.count == 0 ? 0 : index.count * target.outer(dim)) {
      let (row, i) = position.quotientAndRemainder(dividingBy: index.count)
      let (x, y) = (from + position * entry, out + (row * target.dims[dim] + at[i]) * entry)
      for k in 0..<entry { y[k] = .sum(y[k], x[k]) }
    }
  }
}
