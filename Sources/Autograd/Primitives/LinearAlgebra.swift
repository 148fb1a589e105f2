import Tensor

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
      (other, { g in self.transposedMatmul(g, rank: other.rank) }))
  }

  /// self^T g, where a shared second operand sums over the batch: one product of tall matrices.
  private func transposedMatmul(_ g: Tensor, rank: Int) -> Tensor {
    if rank == 2 && self.rank > 2 {
      return flatten(0, -2).T.matmul(g.flatten(0, -2))
    }
    return transpose(-1, -2).matmul(g)
  }
}
