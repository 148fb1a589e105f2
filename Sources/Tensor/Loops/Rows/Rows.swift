import CApusKernels

/// How an array looks as rows along some of its dimensions: one row for each position in the others. It does not hold the
/// array, so that blocks of rows count no references.
struct Rows: Sendable {
  let count: Int, width: Int
  /// Sizes and strides of the dimensions that stay and of those along which rows go, joined.
  private let kept, keptStrides, gone, goneStrides: Shape

  init(_ array: NDArray, along gone: [Int]) {
    func part(_ dims: [Int]) -> (dims: Shape, strides: Shape) {
      let strides = Shape(dims.map { array.strides[$0] })
      let part = joined(Shape(dims.map { array.dims[$0] }), strides, strides)
      return (part.dims, part.a)
    }
    (self.kept, keptStrides) = part((0..<array.rank).filter { !gone.contains($0) })
    (self.gone, goneStrides) = part(gone)
    count = kept.elementCount
    width = self.gone.elementCount
  }

  /// Where a row begins, in elements from the array's first one.
  func offset(_ row: Int) -> Int {
    var (rest, offset) = (row, 0)
    var i = kept.count - 1
    while rest > 0 {
      offset += rest % kept[i] * keptStrides[i]
      rest /= kept[i]
      i -= 1
    }
    return offset
  }

  /// The way along any row, from its beginning.
  var walk: Walk { Walk(gone, goneStrides, goneStrides) }

  /// Whether a row's elements lie side by side.
  var isDense: Bool {
    width <= 1 || gone.count == 1 && goneStrides[0] == 1
  }

  /// Rows of neighbours in memory: how many lie side by side; 1 where the nearest are apart.
  var columns: Int {
    guard let last = kept.indices.last, keptStrides[last] == 1 else { return 1 }
    return kept[last]
  }

  // MARK: - Rows in dense memory

  /// Calls `body` with the number and the elements of each row of `array`, on all threads; copied first where they do not
  /// lie side by side.
  func forEach<T: NumericElement>(
    of array: NDArray, as _: T.Type,
    _ body: @Sendable (_ row: Int, _ elements: UnsafePointer<T>) -> Void
  ) {
    let start = Shared(array.elements(as: T.self))
    forEachBlock(ofElements: count, size: BlockSize.rows(of: width)) { range, _ in
      if isDense {
        for row in range { body(row, start.input + offset(row)) }
      } else {
        forEachPacked(range, start.input, body)
      }
    }
    withExtendedLifetime(array) {}
  }

  private func forEachPacked<T: NumericElement>(
    _ range: Range<Int>, _ start: UnsafePointer<T>, _ body: (Int, UnsafePointer<T>) -> Void
  ) {
    // Neighbours are copied together, so that a line of the cache is read once.
    let most = Swift.min(range.count, 64)
    let memory = Memory<T>(count: most * width)
    var row = range.lowerBound
    while row < range.upperBound {
      let neighbours = gone.count == 1 ? columns - row % columns : 1
      let length = Swift.min(most, neighbours, range.upperBound - row)
      pack(start + offset(row), length, to: memory.pointer)
      for i in 0..<length { body(row + i, UnsafePointer(memory.pointer) + i * width) }
      row += length
    }
    withExtendedLifetime(memory) {}
  }

  private func pack<T: NumericElement>(
    _ from: UnsafePointer<T>, _ length: Int, to memory: UnsafeMutablePointer<T>
  ) {
    if gone.count == 1 {
      return k_copy_2d(
        from, 1, goneStrides[0], memory, width, length, width, MemoryLayout<T>.stride)
    }
    walk.forEachRun { run in
      for i in 0..<run.count { memory[run.position + i] = from[run.a + i * run.stepA] }
    }
  }
}

extension NDArray {
  /// The shape that is left of this one over `dims` (nil: all), and these dims in order.
  func reduced(_ dims: [Int]?, _ keepDim: Bool, _ name: String) -> (shape: Shape, gone: [Int]) {
    let gone = Set((dims ?? Array(0..<rank)).map { resolve($0, name) })
    require(
      gone.count == dims?.count ?? rank, "\(name): a dim stands twice in \(dims ?? []), of \(shape)"
    )
    var left = Shape()
    for i in 0..<rank {
      if !gone.contains(i) { left.append(self.dims[i]) } else if keepDim { left.append(1) }
    }
    return (left, gone.sorted().filter { $0 < rank })
  }

  /// One `R` for each row over `dims`, which `fill` writes.
  func reduce<R: Scalar>(
    _ dims: [Int]?, _ keepDim: Bool, _ name: String, to _: R.Type,
    fill: (Rows, UnsafeMutablePointer<R>) -> Void
  ) -> NDArray {
    let (shape, gone) = reduced(dims, keepDim, name)
    return NDArray(shape, of: R.self) { fill(Rows(self, along: gone), $0) }
  }

  /// An array of this shape and type whose rows `body` writes from this one's; rows go along `gone`, and lie side by
  /// side in the result.
  func mapRows<T: NumericElement>(
    along gone: [Int], as _: T.Type,
    _ body: @Sendable (UnsafePointer<T>, UnsafeMutablePointer<T>, _ width: Int) -> Void
  ) -> NDArray {
    let rows = Rows(self, along: gone)
    let order = (0..<rank).filter { !gone.contains($0) } + gone
    let result = NDArray(uninitialized: Shape(order.map { dims[$0] }), dtype)
    if count > 0 {
      let out = Shared(result.sharedElements(as: T.self))
      rows.forEach(of: self, as: T.self) { row, elements in
        body(elements, out.pointer + row * rows.width, rows.width)
      }
    }
    return result.permute((0..<rank).map { order.firstIndex(of: $0)! })
  }

  /// The same from the rows of two arrays of one shape, along `dim`; nil: of one element each.
  func mapRows<T: NumericElement>(
    with other: NDArray, along dim: Int?, as _: T.Type,
    _ body:
      @Sendable (
        UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>, _ width: Int
      ) -> Void
  ) -> NDArray {
    // Rows of both must be there at once.
    if let dim, dim != rank - 1 {
      return transpose(dim, -1).mapRows(
        with: other.transpose(dim, -1), along: rank - 1, as: T.self, body
      ).transpose(dim, -1)
    }
    let (a, b) = (contiguous(), other.contiguous())
    let result = NDArray(uninitialized: dims, dtype)
    let width = dim == nil ? 1 : dims[rank - 1]
    let rows = width == 0 ? 0 : count / width
    let (x, y) = (Shared(a.elements(as: T.self)), Shared(b.elements(as: T.self)))
    let out = Shared(result.sharedElements(as: T.self))
    forEachBlock(ofElements: rows, size: BlockSize.rows(of: width)) { range, _ in
      for row in range {
        body(x.input + row * width, y.input + row * width, out.pointer + row * width, width)
      }
    }
    withExtendedLifetime((a, b)) {}
    return result
  }
}
