extension NDArray {
  /// The matrix product, as PyTorch's `matmul`: 1-D operands are vectors, dimensions in front of the
  /// last two are batches and broadcast. Both operands have the same floating-point type.
  public func matmul(_ other: NDArray) -> NDArray {
    require(
      dtype == other.dtype,
      "matmul: both operands need the same dtype, got \(dtype) \(shape) and "
        + "\(other.dtype) \(other.shape)")
    require(rank > 0 && other.rank > 0, "matmul: needs at least 1-D operands, got a 0-d one")
    let a = rank == 1 ? unsqueeze(0) : self
    let b = other.rank == 1 ? other.unsqueeze(1) : other
    require(
      a.dims[a.rank - 1] == b.dims[b.rank - 2],
      "matmul: \(shape) and \(other.shape) cannot be multiplied "
        + "(\(a.dims[a.rank - 1]) columns vs \(b.dims[b.rank - 2]) rows)")
    var result = a.product(b)
    if rank == 1 { result = result.squeeze(result.rank - 2) }
    if other.rank == 1 { result = result.squeeze(result.rank - 1) }
    return result
  }
}
