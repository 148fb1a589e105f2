extension NDArray {
  /// Sum over `dims` (nil: all). Integers and bool give int64. Floating-point elements are added up in
  /// double precision and rounded once.
  public func sum(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    reduced(dims, keepDim, "sum") { $0.dtype.accept(SumRows(rows: $0)) }
  }

  public func sum(dim: Int, keepDim: Bool = false) -> NDArray {
    sum(dims: [dim], keepDim: keepDim)
  }

  /// Mean over `dims` (nil: all) of a floating-point array.
  public func mean(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    require(dtype.isFloatingPoint, "mean: needs float32 or float64, got \(dtype)")
    let total = sum(dims: dims, keepDim: keepDim)
    return total / (Double(count) / Double(Swift.max(total.count, 1)))
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

  /// Whether every element is true (not zero).
  public func all() -> Bool { to(.bool).sum().item() == Double(count) }

  /// Whether any element is true (not zero).
  public func any() -> Bool { to(.bool).sum().item() > 0 }

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
  private func reduced(
    _ dims: [Int]?, _ keepDim: Bool, _ name: String, _ body: (NDArray) -> NDArray
  ) -> NDArray {
    let gone = Set((dims ?? Array(0..<rank)).map { resolve($0, name) })
    require(
      gone.count == dims?.count ?? rank, "\(name): a dim stands twice in \(dims ?? []), of \(shape)"
    )
    let kept = (0..<rank).filter { !gone.contains($0) }
    let sorted = gone.sorted().filter { $0 < rank }
    let size = sorted.reduce(1) { $0 * self.dims[$1] }
    let keptShape = kept.map { self.dims[$0] }
    let rows = permute(kept + sorted).reshape([keptShape.reduce(1, *), size])
    let result = body(rows)
    let shape =
      keepDim ? (0..<rank).map { gone.contains($0) ? 1 : self.dims[$0] } : keptShape
    return result.reshape(shape)
  }

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
    return finished(T.self, count: height) { totals in
      for row in 0..<height { totals[row] = sum(from + row * width, width) }
    }
  }

  private func downColumns<T: Scalar>(_: T.Type, count: Int, stride: Int, columns: Int) -> NDArray {
    let from = rows.elements(as: T.self)
    return finished(T.self, count: columns) { totals in
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

  /// Totals as the result's type: that of the elements for floats, int64 for the others.
  private func finished<T: Scalar>(
    _: T.Type, count: Int, fill: (UnsafeMutablePointer<T.Accumulator>) -> Void
  ) -> NDArray {
    let totals = NDArray([count], of: T.Accumulator.self, fill: fill)
    return T.dtype.isFloatingPoint ? totals.to(T.dtype) : totals
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
