extension NDArray {
  /// Sum over `dims` (nil: all). Integers and bool give int64. Floating-point elements are added up in
  /// double precision and rounded once; 256 and more float32 elements that lie side by side in fours first.
  public func sum(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    let sums = sums(dims, keepDim, "sum")
    return dtype.isFloatingPoint ? sums.to(dtype) : sums
  }

  public func sum(dim: Int, keepDim: Bool = false) -> NDArray {
    sum(dims: [dim], keepDim: keepDim)
  }

  /// Largest element over `dims` (nil: all); NaN where there is one. Traps on no elements.
  public func max(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    extremes(dims, keepDim, isMax: true, "max")
  }

  /// Smallest element over `dims` (nil: all); NaN where there is one. Traps on no elements.
  public func min(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    extremes(dims, keepDim, isMax: false, "min")
  }

  /// Largest element of each row along `dim` and the index of its first occurrence (int64).
  public func max(dim: Int, keepDim: Bool = false) -> (values: NDArray, indices: NDArray) {
    valuesAndPlaces(dim, keepDim, isMax: true, "max")
  }

  /// Smallest element of each row along `dim` and the index of its first occurrence (int64).
  public func min(dim: Int, keepDim: Bool = false) -> (values: NDArray, indices: NDArray) {
    valuesAndPlaces(dim, keepDim, isMax: false, "min")
  }

  /// Index (int64) of the first largest element along `dim`; nil: in the flattened array.
  public func argmax(dim: Int? = nil, keepDim: Bool = false) -> NDArray {
    places(dim.map { [$0] }, keepDim, isMax: true, "argmax")
  }

  /// Index (int64) of the first smallest element along `dim`; nil: in the flattened array.
  public func argmin(dim: Int? = nil, keepDim: Bool = false) -> NDArray {
    places(dim.map { [$0] }, keepDim, isMax: false, "argmin")
  }

  /// Sums over the dimensions along which this shape was broadcast from `shape`.
  package func summed(to shape: [Int]) -> NDArray {
    if dims.elementsEqual(shape) { return self }
    let extra = rank - shape.count
    let dims = (0..<rank).filter { $0 < extra || (shape[$0 - extra] == 1 && self.dims[$0] != 1) }
    return sum(dims: dims, keepDim: true).reshape(shape)
  }

  private func valuesAndPlaces(_ dim: Int, _ keepDim: Bool, isMax: Bool, _ name: String)
    -> (values: NDArray, indices: NDArray)
  {
    let places = places([dim], true, isMax: isMax, name)
    let values = gather(dim: dim, places)
    if keepDim || rank == 0 { return (values, places) }
    return (values.squeeze(dim), places.squeeze(dim))
  }
}
