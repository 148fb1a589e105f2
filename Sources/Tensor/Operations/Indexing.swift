// Arrays indexed by arrays.

extension NDArray {
  /// out[i][j] = self[i][indices[i][j]] for dim 1, and so on: the element of `dim` that each index
  /// names. `indices` has the shape of the result; its other sizes may be smaller than this array's.
  /// What is 0-d counts as a vector of one element.
  public func gather(dim: Int, _ indices: NDArray) -> NDArray {
    if rank == 0 { return unsqueeze(0).gather(dim: dim, indices) }
    if indices.rank == 0 { return gather(dim: dim, indices.unsqueeze(0)).squeeze(0) }
    let dim = resolve(dim, "gather")
    let index = indexArray(indices, dim, "gather")
    return gathered(dim, index)
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

  /// This array with every element of `source` added at the place that `gather` would have read it from.
  package func scatterAdd(dim: Int, _ indices: NDArray, _ source: NDArray) -> NDArray {
    var result = self
    result.addScattered(source, dim: dim, indices)
    return result
  }

  /// The entries of `dim` that a vector of `indices` names, in their order.
  ///
  /// - Parameter operation: what a message calls this.
  package func indexSelect(
    dim: Int, _ indices: NDArray, operation: String = "indexSelect"
  ) -> NDArray {
    if rank == 0 {
      require(indices.count == 1, "\(operation): of a single number 1 index, got \(indices.count)")
      return unsqueeze(0).indexSelect(dim: dim, indices, operation: operation).squeeze(0)
    }
    let (dim, index) = entries(dim, indices, operation)
    var dims = dims
    dims[dim] = index.count
    return selected(dim, index, dims)
  }

  /// Adds each entry of `source` to the entry of `dim` that its index names.
  package mutating func addEntries(_ source: NDArray, dim: Int, _ indices: NDArray) {
    if rank == 0 {
      self = unsqueeze(0)
      addEntries(source.unsqueeze(0), dim: dim, indices)
      self = squeeze(0)
      return
    }
    let (dim, index) = entries(dim, indices, "indexAdd")
    addSelected(source, dim, index)
  }

  /// `dim` from the front, and the indices in dense memory, all of which are there.
  private func entries(_ dim: Int, _ indices: NDArray, _ name: String) -> (Int, NDArray) {
    let dim = resolve(dim, name)
    require(
      !indices.dtype.isFloatingPoint && indices.dtype != .bool && indices.rank <= 1,
      "\(name): indices must be a vector of integers, got \(indices.dtype) of shape \(indices.shape)"
    )
    let index = indices.to(.int64).contiguous()
    if let wrong = index.firstIndex(outside: 0..<dims[dim]) {
      trap("\(name): index \(wrong) is out of bounds for dimension \(dim) with size \(dims[dim])")
    }
    return (dim, index)
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
    if let wrong = index.firstIndex(outside: 0..<dims[dim]) {
      trap("\(name): index \(wrong) is out of bounds for dimension \(dim) with size \(dims[dim])")
    }
    return index
  }

  /// Ones and zeros: out[..., c] = 1 where this integer array holds c. Traps on what is not a class.
  public func oneHot(_ classes: Int) -> NDArray {
    require(!dtype.isFloatingPoint, "oneHot: needs integers, got \(dtype)")
    if let wrong = to(.int64).contiguous().firstIndex(outside: 0..<classes) {
      trap("oneHot: \(wrong) is not one of the classes 0..<\(classes)")
    }
    return unsqueeze(-1).equal(.arange(classes)).to(.int64)
  }
}
