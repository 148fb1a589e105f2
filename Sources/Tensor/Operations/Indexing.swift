// Arrays joined, and arrays indexed by arrays.

extension NDArray {
  /// Arrays joined along an existing dimension; all other sizes equal.
  public static func cat(_ arrays: [NDArray], dim: Int = 0) -> NDArray {
    guard let first = arrays.first else { trap("cat: needs at least one array") }
    require(first.rank > 0, "cat: 0-d arrays cannot be joined; use stack")
    let dim = first.resolve(dim, "cat")
    let type = arrays.dropFirst().reduce(first.dtype) { DType.promote($0, $1.dtype) }
    var dims = first.dims
    for array in arrays.dropFirst() {
      var expected = first.dims
      if array.rank == first.rank { expected[dim] = array.dims[dim] }
      require(
        array.dims == expected,
        "cat: \(first.shape) and \(array.shape) differ in more than dim \(dim)")
      dims[dim] += array.dims[dim]
    }
    let outer = dims[..<dim].reduce(1, *)
    let inner = dims[(dim + 1)...].reduce(1, *) * type.size
    let parts = arrays.map { $0.to(type).contiguous() }
    return NDArray(dims, type) { memory in
      var to = memory.baseAddress!
      for row in 0..<outer {
        for part in parts {
          let bytes = part.dims[dim] * inner
          let from = part.storage.pointer + part.offset * type.size + row * bytes
          to.copyMemory(from: from, byteCount: bytes)
          to += bytes
        }
      }
    }
  }

  /// Arrays of one shape joined along a new dimension.
  public static func stack(_ arrays: [NDArray], dim: Int = 0) -> NDArray {
    guard let first = arrays.first else { trap("stack: needs at least one array") }
    for (i, array) in arrays.enumerated() where array.dims != first.dims {
      trap("stack: entry 0 has shape \(first.shape), entry \(i) has \(array.shape)")
    }
    let dim = first.resolve(dim, "stack", extra: 1)
    return cat(arrays.map { $0.unsqueeze(dim) }, dim: dim)
  }

  /// out[i][j] = self[i][indices[i][j]] for dim 1, and so on: the element of `dim` that each index
  /// names. `indices` has the shape of the result; its other sizes may be smaller than this array's.
  /// What is 0-d counts as a vector of one element.
  public func gather(dim: Int, _ indices: NDArray) -> NDArray {
    if rank == 0 { return unsqueeze(0).gather(dim: dim, indices) }
    if indices.rank == 0 { return gather(dim: dim, indices.unsqueeze(0)).squeeze(0) }
    let dim = resolve(dim, "gather")
    let index = indexArray(indices, dim, "gather")
    return dtype.accept(Gather(source: self, index: index, dim: dim))
  }

  /// Zeros of `shape` to which every element of this array is added at the place that `gather` would
  /// have read it from: the transpose of `gather`.
  package func scatteredAdd(dim: Int, _ indices: NDArray, into shape: [Int]) -> NDArray {
    var result = NDArray.zeros(shape, dtype: dtype)
    result.addScattered(self, dim: dim, indices)
    return result
  }

  /// Adds every element of `source` at the place that `gather` would have read it from.
  package mutating func addScattered(_ source: NDArray, dim: Int, _ indices: NDArray) {
    if rank == 0 {
      self = unsqueeze(0)
      addScattered(source, dim: dim, indices)
      self = squeeze(0)
      return
    }
    if indices.rank == 0 {
      return addScattered(source.unsqueeze(0), dim: dim, indices.unsqueeze(0))
    }
    let dim = resolve(dim, "scatterAdd")
    let index = indexArray(indices, dim, "scatterAdd")
    require(
      index.dims == source.dims, "scatterAdd: \(source.shape) and indices \(index.shape) differ")
    addIndexed(source.to(dtype), index, dim)
  }

  private func indexArray(_ indices: NDArray, _ dim: Int, _ name: String) -> NDArray {
    require(
      !indices.dtype.isFloatingPoint,
      "\(name): indices must be integers, got \(indices.dtype) of shape \(indices.shape)")
    require(
      indices.rank == rank
        && (0..<rank).allSatisfy { $0 == dim || indices.dims[$0] <= dims[$0] },
      "\(name): indices of shape \(indices.shape) do not fit \(shape) along dim \(dim)")
    let index = indices.to(.int64).contiguous()
    let from = index.elements(as: Int.self)
    for i in 0..<index.count where from[i] < 0 || from[i] >= dims[dim] {
      trap("\(name): index \(from[i]) is out of bounds for dimension \(dim) with size \(dims[dim])")
    }
    return index
  }

  /// Ones and zeros: out[..., c] = 1 where this integer array holds c. Traps on what is no class.
  public func oneHot(_ classes: Int) -> NDArray {
    require(!dtype.isFloatingPoint, "oneHot: needs integers, got \(dtype)")
    let labels = scalars(as: Int.self)
    if let wrong = labels.first(where: { $0 < 0 || $0 >= classes }) {
      trap("oneHot: \(wrong) is not one of the classes 0..<\(classes)")
    }
    return unsqueeze(-1).equal(.arange(classes)).to(.int64)
  }
}

/// The offset of each index' element in an array with `strides`, in the row-major order of the indices.
@inline(__always)
private func forEachIndexed(
  _ index: NDArray, _ dim: Int, _ strides: Shape, _ body: (_ position: Int, _ offset: Int) -> Void
) {
  var others = strides
  others[dim] = 0
  let from = index.elements(as: Int.self)
  var position = 0
  forEachRun(index.dims, index.strides, others) { _, offset, count, _, step in
    for i in 0..<count {
      body(position, offset + i * step + from[position] * strides[dim])
      position += 1
    }
  }
}

private struct Gather: DTypeVisitor {
  let source: NDArray, index: NDArray
  let dim: Int
  func visit<T: Scalar>(_: T.Type) -> NDArray {
    let from = source.elements(as: T.self)
    return NDArray(index.dims, of: T.self) { out in
      forEachIndexed(index, dim, source.strides) { out[$0] = from[$1] }
    }
  }
}

private struct ScatterAdd: DTypeVisitor {
  let target: UnsafeMutablePointer<NDArray>
  let source: NDArray, index: NDArray
  let dim: Int
  func visit<T: Scalar>(_: T.Type) {
    let from = source.elements(as: T.self)
    target.pointee.withMutableElements(as: T.self) { _ in }
    let strides = target.pointee.strides
    let out = target.pointee.sharedElements(as: T.self)
    forEachIndexed(index, dim, strides) { out[$1] = .sum(out[$1], from[$0]) }
  }
}

extension NDArray {
  private mutating func addIndexed(_ source: NDArray, _ index: NDArray, _ dim: Int) {
    let (dtype, source) = (dtype, source.contiguous())
    withUnsafeMutablePointer(to: &self) {
      dtype.accept(ScatterAdd(target: $0, source: source, index: index, dim: dim))
    }
  }
}
