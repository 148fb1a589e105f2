extension NDArray {
  /// Sum over `dims` (nil: all). Integers and bool give int64. Floating-point elements are added up in
  /// double precision and rounded once.
  public func sum(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    reduced(dims, keepDim, "sum") { dtype.isFloatingPoint ? $0.rowSums().to(dtype) : $0.rowSums() }
  }

  public func sum(dim: Int, keepDim: Bool = false) -> NDArray {
    sum(dims: [dim], keepDim: keepDim)
  }

  /// Largest element over `dims` (nil: all); NaN where there is one. Traps on no elements.
  public func max(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    reduced(dims, keepDim, "max") { $0.extremes(isMax: true, "max").values }
  }

  /// Smallest element over `dims` (nil: all); NaN where there is one. Traps on no elements.
  public func min(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    reduced(dims, keepDim, "min") { $0.extremes(isMax: false, "min").values }
  }

  /// Largest element of each row along `dim` and the index of its first occurrence (int64).
  public func max(dim: Int, keepDim: Bool = false) -> (values: NDArray, indices: NDArray) {
    extremes(along: dim, keepDim, isMax: true, "max")
  }

  /// Smallest element of each row along `dim` and the index of its first occurrence (int64).
  public func min(dim: Int, keepDim: Bool = false) -> (values: NDArray, indices: NDArray) {
    extremes(along: dim, keepDim, isMax: false, "min")
  }

  /// Index (int64) of the first largest element along `dim`; nil: in the flattened array.
  public func argmax(dim: Int? = nil, keepDim: Bool = false) -> NDArray {
    guard let dim else {
      let index = flatten().argmax(dim: 0)
      return keepDim ? index.reshape(shape.map { _ in 1 }) : index
    }
    return extremes(along: dim, keepDim, isMax: true, "argmax").indices
  }

  /// Index (int64) of the first smallest element along `dim`; nil: in the flattened array.
  public func argmin(dim: Int? = nil, keepDim: Bool = false) -> NDArray {
    guard let dim else {
      let index = flatten().argmin(dim: 0)
      return keepDim ? index.reshape(shape.map { _ in 1 }) : index
    }
    return extremes(along: dim, keepDim, isMax: false, "argmin").indices
  }

  /// Sums over the dimensions along which this shape was broadcast from `shape`.
  package func summed(to shape: [Int]) -> NDArray {
    if dims.elementsEqual(shape) { return self }
    let extra = rank - shape.count
    let dims = (0..<rank).filter { $0 < extra || (shape[$0 - extra] == 1 && self.dims[$0] != 1) }
    return sum(dims: dims, keepDim: true).reshape(shape)
  }

  // MARK: - How

  /// Brings the reduced dimensions to the end, hands `body` a matrix [kept, reduced] and gives its
  /// result [kept] the right shape.
  func reduced(
    _ dims: [Int]?, _ keepDim: Bool, _ name: String, _ body: (NDArray) -> NDArray
  ) -> NDArray {
    let (kept, gone) = split(dims, name)
    let result = body(rows(kept, gone))
    let shape =
      keepDim
      ? (0..<rank).map { gone.contains($0) ? 1 : self.dims[$0] } : kept.map { self.dims[$0] }
    return result.reshape(shape)
  }

  /// The dimensions that stay, and those of `dims` (nil: all), each in order.
  func split(_ dims: [Int]?, _ name: String) -> (kept: [Int], gone: [Int]) {
    let gone = Set((dims ?? Array(0..<rank)).map { resolve($0, name) })
    require(
      gone.count == dims?.count ?? rank, "\(name): a dim stands twice in \(dims ?? []), of \(shape)"
    )
    return ((0..<rank).filter { !gone.contains($0) }, gone.sorted().filter { $0 < rank })
  }

  /// This array as a matrix [kept, gone].
  func rows(_ kept: [Int], _ gone: [Int]) -> NDArray {
    func size(_ some: [Int]) -> Int { some.reduce(1) { $0 * dims[$1] } }
    return permute(kept + gone).reshape([size(kept), size(gone)])
  }

  /// The sum of each row of a matrix, not yet rounded to its type: float64 or int64.
  func rowSums() -> NDArray { dtype.accept(SumRows(rows: self)) }

  private func extremes(along dim: Int, _ keepDim: Bool, isMax: Bool, _ name: String)
    -> (values: NDArray, indices: NDArray)
  {
    var indices = NDArray.zeros([0])
    let values = reduced([resolve(dim, name)], keepDim, name) { rows in
      let found = rows.extremes(isMax: isMax, name)
      indices = found.indices
      return found.values
    }
    return (values, indices.reshape(values.shape))
  }

  /// Extreme of each row of a matrix and its index.
  private func extremes(isMax: Bool, _ name: String) -> (values: NDArray, indices: NDArray) {
    require(dims[1] > 0 || dims[0] == 0, "\(name): no elements to choose from")
    return dtype.accept(ExtremesOfRows(rows: self.contiguous(), isMax: isMax))
  }
}

private struct SumRows: DTypeVisitor {
  let rows: NDArray

  func visit<T: Scalar>(_: T.Type) -> NDArray {
    let (height, width) = (rows.dims[0], rows.dims[1])
    // A sum down the columns of a row-major matrix adds whole rows, which lie side by side.
    if !rows.isContiguous, width > 1, rows.strides[0] == 1 || height == 1 {
      return downColumns(T.self, count: width, stride: rows.strides[1], columns: height)
    }
    let dense = rows.contiguous()
    let from = dense.elements(as: T.self)
    return NDArray([height], of: T.Accumulator.self) { totals in
      for row in 0..<height { totals[row] = sum(from + row * width, width) }
    }
  }

  private func downColumns<T: Scalar>(_: T.Type, count: Int, stride: Int, columns: Int) -> NDArray {
    let from = rows.elements(as: T.self)
    return NDArray([columns], of: T.Accumulator.self) { totals in
      for column in 0..<columns { totals[column] = T.Accumulator(element: 0) }
      for row in 0..<count {
        let line = from + row * stride
        for column in 0..<columns {
          totals[column] = .sum(totals[column], line[column].accumulator)
        }
      }
    }
  }

  /// Four running sums: independent additions overlap in the processor.
  private func sum<T: Scalar>(_ x: UnsafePointer<T>, _ count: Int) -> T.Accumulator {
    typealias A = T.Accumulator
    var (a, b, c, d) = (A(element: 0), A(element: 0), A(element: 0), A(element: 0))
    var i = 0
    while i + 4 <= count {
      a = .sum(a, x[i].accumulator)
      b = .sum(b, x[i + 1].accumulator)
      c = .sum(c, x[i + 2].accumulator)
      d = .sum(d, x[i + 3].accumulator)
      i += 4
    }
    while i < count {
      a = .sum(a, x[i].accumulator)
      i += 1
    }
    return .sum(.sum(a, b), .sum(c, d))
  }

}

private struct ExtremesOfRows: DTypeVisitor {
  let rows: NDArray
  let isMax: Bool

  func visit<T: Scalar>(_: T.Type) -> (values: NDArray, indices: NDArray) {
    let (height, width) = (rows.dims[0], rows.dims[1])
    let from = rows.elements(as: T.self)
    let indices = NDArray([height], of: Int.self) { out in
      for row in 0..<height {
        let line = from + row * width
        var best = 0
        for i in 1..<Swift.max(width, 1) {
          if line[best].isNaN { break }
          if line[i].isNaN || (isMax ? T.less(line[best], line[i]) : T.less(line[i], line[best])) {
            best = i
          }
        }
        out[row] = best
      }
    }
    let values = NDArray([height], of: T.self) { out in
      let best = indices.elements(as: Int.self)
      for row in 0..<height { out[row] = from[row * width + best[row]] }
    }
    return (values, indices)
  }
}
