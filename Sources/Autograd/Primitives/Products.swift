import ApusTensor

extension Tensor {
  /// The matrix product as PyTorch's `matmul`: 1-D operands are vectors, dimensions in front of the last
  /// two are batches and broadcast.
  public func matmul(_ other: Tensor) -> Tensor {
    if rank == 1 || other.rank == 1 {
      let a = rank == 1 ? unsqueeze(0) : self
      let b = other.rank == 1 ? other.unsqueeze(1) : other
      let product = a.matmul(b)
      let rows = rank == 1 ? product.squeeze(-2) : product
      return other.rank == 1 ? rows.squeeze(-1) : rows
    }
    return Tensor(
      array.matmul(other.array),
      (self, { g in g.matmul(other.transpose(-1, -2)) }),
      (other, { g in self.transposedMatmul(g, like: other.array) }))
  }

  /// self^T g, laid out in memory as `other`: that of a `Linear` reads its weight transposed, and its
  /// gradient would else have to be copied to be read along with the weight. A shared second operand sums
  /// over the batch: one product of tall matrices.
  private func transposedMatmul(_ g: Tensor, like other: NDArray) -> Tensor {
    let isShared = other.rank == 2 && rank > 2
    let (x, g) = isShared ? (flatten(0, -2), g.flatten(0, -2)) : (self, g)
    return other.isTransposed
      ? g.transpose(-1, -2).matmul(x).transpose(-1, -2) : x.transpose(-1, -2).matmul(g)
  }
}
