extension NDArray {
  /// The reduced QR decomposition of a matrix [m, n]: q [m, k] with orthonormal columns and r [k, n]
  /// upper triangular, k = min(m, n). Householder reflections by LAPACK, as PyTorch does it.
  public func qr() -> (q: NDArray, r: NDArray) {
    require(rank == 2, "qr: needs a matrix, got shape \(shape)")
    return dtype.floating("qr", { householderQR(.float32) }, { householderQR(.float64) })
  }

  /// The first `count` rows with everything below the diagonal zeroed.
  fileprivate func upperTriangle(rows count: Int) -> NDArray {
    let (row, column) = (NDArray.arange(count).unsqueeze(1), NDArray.arange(dims[1]).unsqueeze(0))
    let top = narrow(0, start: 0, length: count)
    return top.where(column.greaterEqual(row), else: .zeros(top.shape, dtype: dtype))
  }

  /// The elements of a matrix' main diagonal.
  public func diagonal() -> NDArray {
    require(rank == 2, "diagonal: needs a matrix, got shape \(shape)")
    return NDArray(
      storage: storage, dtype: dtype, dims: [Swift.min(dims[0], dims[1])],
      strides: [strides[0] + strides[1]], offset: offset)
  }
}

extension NDArray {
  private func householderQR<T: FloatingElement>(_ lapack: LAPACKKernels<T>) -> (
    q: NDArray, r: NDArray
  ) {
    let (m, n) = (dims[0], dims[1])
    let k = Swift.min(m, n)
    guard k > 0 else { return (.zeros([m, k], dtype: dtype), .zeros([k, n], dtype: dtype)) }
    func check(_ status: Int32) {
      require(status == 0, "qr: LAPACK refused a matrix of shape \(shape) (\(status))")
    }
    var tau = [T](repeating: 0, count: k)
    var a = self
    a.withMutableElements(as: T.self) { check(lapack.geqrf(m, n, $0.baseAddress!, &tau)) }
    let r = a.upperTriangle(rows: k)
    var q = a.narrow(1, start: 0, length: k)
    q.withMutableElements(as: T.self) { check(lapack.orgqr(m, k, k, $0.baseAddress!, &tau)) }
    return (q, r)
  }
}
