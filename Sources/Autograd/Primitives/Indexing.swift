package import ApusTensor

extension Tensor {
  /// The element of `dim` that each index names; `indices` (integers) has the shape of the result.
  public func gather(dim: Int, _ indices: Tensor) -> Tensor {
    let (old, index) = (shape, indices.array)
    return Tensor(array.gather(dim: dim, index)) {
      [
        .part(
          self, whole: { g in g.scatteredAdd(dim: dim, index, into: old) },
          add: { g, sum in sum.addScattered(g, dim: dim, index) })
      ]
    }
  }

  /// Zeros of `shape` to which each element is added where `gather` would read it.
  package func scatteredAdd(dim: Int, _ index: NDArray, into shape: [Int]) -> Tensor {
    Tensor(
      array.scatteredAdd(dim: dim, index, into: shape),
      linear: (self, { g in g.gather(dim: dim, Tensor(index)) }))
  }
}
