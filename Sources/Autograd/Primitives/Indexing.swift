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

  /// This tensor with each element of `source` added where `gather` would read it: for dim 0, out[index[i][j]][j] +=
  /// source[i][j]. `indices` (integers) and `source` have one shape.
  public func scatterAdd(dim: Int, _ indices: Tensor, _ source: Tensor) -> Tensor {
    let index = indices.array
    return Tensor(
      array.scatterAdd(dim: dim, index, source.array),
      linear: (self, { g in g }), (source, { g in g.gather(dim: dim, Tensor(index)) }))
  }

  /// Zeros of `shape` to which each element is added where `gather` would read it.
  package func scatteredAdd(dim: Int, _ index: NDArray, into shape: [Int]) -> Tensor {
    Tensor(
      array.scatteredAdd(dim: dim, index, into: shape),
      linear: (self, { g in g.gather(dim: dim, Tensor(index)) }))
  }

  /// The entries of `dim` that a vector of `indices` (integers) names, in their order.
  /// A single number has one entry.
  public func indexSelect(dim: Int, _ indices: Tensor) -> Tensor {
    indexSelect(dim: dim, indices, operation: "indexSelect")
  }

  /// - Parameter operation: what a message calls this.
  package func indexSelect(dim: Int, _ indices: Tensor, operation: String) -> Tensor {
    let (old, index) = (shape, indices.array)
    return Tensor(array.indexSelect(dim: dim, index, operation: operation), name: "indexSelect") {
      [
        .part(
          self, whole: { g in g.addedEntries(dim: dim, index, into: old) },
          add: { g, sum in sum.addEntries(g, dim: dim, index) })
      ]
    }
  }

  /// Zeros of `shape` to whose entries of `dim` each of this tensor's is added: the transpose of `indexSelect`.
  private func addedEntries(dim: Int, _ index: NDArray, into shape: [Int]) -> Tensor {
    var value = NDArray.zeros(shape, dtype: dtype)
    value.addEntries(array, dim: dim, index)
    return Tensor(
      value, linear: (self, { g in g.indexSelect(dim: dim, Tensor(index)) }), name: "addedEntries")
  }
}
