import ApusTensor

extension Tensor {
  /// Sum over `dims` (nil: all).
  public func sum(dims: [Int]? = nil, keepDim: Bool = false) -> Tensor {
    let old = shape
    let kept = keptShape(dims, "sum")
    return Tensor(
      array.sum(dims: dims, keepDim: keepDim),
      linear: (self, { g in g.reshape(kept).expand(old) }))
  }

  public func sum(dim: Int, keepDim: Bool = false) -> Tensor { sum(dims: [dim], keepDim: keepDim) }

  /// Largest element of each row along `dim`, and the index of its first occurrence (int64), which
  /// alone gets the gradient.
  public func max(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = array.max(dim: dim, keepDim: keepDim)
    return (extreme(values, at: indices, dim, keepDim, "max"), Tensor(indices))
  }

  /// Smallest element of each row along `dim`, and the index of its first occurrence (int64), which
  /// alone gets the gradient.
  public func min(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = array.min(dim: dim, keepDim: keepDim)
    return (extreme(values, at: indices, dim, keepDim, "min"), Tensor(indices))
  }

  private func extreme(
    _ values: NDArray, at indices: NDArray, _ dim: Int, _ keepDim: Bool, _ name: StaticString
  ) -> Tensor {
    let (old, dim) = (shape, array.resolve(dim, "\(name)"))
    let index = keepDim ? indices : indices.unsqueeze(dim)
    return Tensor(
      values,
      linear: (
        self,
        { g in
          // The extreme of a 0-d tensor is itself.
          if old.isEmpty { return g }
          return (keepDim ? g : g.unsqueeze(dim)).scatteredAdd(dim: dim, index, into: old)
        }
      ), name: name)
  }

  /// Largest element over `dims` (nil: all); equal ones share the gradient.
  public func amax(dims: [Int]? = nil, keepDim: Bool = false) -> Tensor {
    extreme(array.max(dims: dims, keepDim: keepDim), dims, "amax")
  }

  /// Smallest element over `dims` (nil: all); equal ones share the gradient.
  public func amin(dims: [Int]? = nil, keepDim: Bool = false) -> Tensor {
    extreme(array.min(dims: dims, keepDim: keepDim), dims, "amin")
  }

  /// The largest of all elements; equal ones share the gradient, and so do NaN where there are some.
  public func max() -> Tensor {
    extreme(array.max(), nil, "max", sharesNaN: true)
  }
  /// The smallest of all elements; equal ones share the gradient, and so do NaN where there are some.
  public func min() -> Tensor {
    extreme(array.min(), nil, "min", sharesNaN: true)
  }

  /// A choice, not a product: where the gradient is infinite, the losers' is still 0.
  private func extreme(
    _ value: NDArray, _ dims: [Int]?, _ name: StaticString, sharesNaN: Bool = false
  ) -> Tensor {
    let kept = keptShape(dims, "\(name)")
    return Tensor(
      value,
      (
        self,
        { g in
          var winners = self.array.equal(value.reshape(kept))
          if sharesNaN { winners = winners.logicalOr(self.array.isNaN()) }
          let ones = winners.to(self.dtype)
          let shares = ones / ones.sum(dims: dims, keepDim: true)
          return (g.reshape(kept) * Tensor(shares)).where(shares.notEqual(0), else: 0)
        }
      ), name: name)
  }

  /// Index (int64) of the first largest element along `dim`; nil: in the flattened tensor.
  public func argmax(dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    Tensor(array.argmax(dim: dim, keepDim: keepDim))
  }

  /// Index (int64) of the first smallest element along `dim`; nil: in the flattened tensor.
  public func argmin(dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    Tensor(array.argmin(dim: dim, keepDim: keepDim))
  }

  /// Sums over the dimensions along which this shape was broadcast from `shape`.
  package func summed(to shape: [Int]) -> Tensor {
    if self.shape == shape { return self }
    let old = self.shape
    let extra = rank - shape.count
    let kept = (0..<rank).map { $0 < extra ? 1 : shape[$0 - extra] }
    return Tensor(
      array.summed(to: shape), linear: (self, { g in g.reshape(kept).expand(old) }))
  }

  /// This shape with size 1 in every one of `dims`.
  func keptShape(_ dims: [Int]?, _ name: String) -> [Int] {
    let gone = Set((dims ?? Array(0..<rank)).map { array.resolve($0, name) })
    return shape.enumerated().map { gone.contains($0) ? 1 : $1 }
  }
}
