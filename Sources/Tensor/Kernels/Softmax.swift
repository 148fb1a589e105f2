import Glibc

extension NDArray {
  /// x - log(sum(exp(x))) along `dim`: rows are shifted by their maximum first. -inf stays -inf; a row of
  /// nothing else gives NaN, as in PyTorch.
  public func logSoftmax(dim: Int) -> NDArray {
    let dim = resolve(dim, "logSoftmax")
    if rank == 0 { return reshape([1]).logSoftmax(dim: 0).reshape([]) }
    let last = rank - 1
    let rows = dim == last ? self : transpose(dim, last)
    let result = dtype.acceptFloating("logSoftmax", LogSoftmaxRows(rows: rows.contiguous()))
    return dim == last ? result : result.transpose(dim, last)
  }
}

private struct LogSoftmaxRows: FloatingVisitor {
  let rows: NDArray

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    let width = rows.dims[rows.rank - 1]
    let from = rows.elements(as: T.self)
    return NDArray(rows.dims, of: T.self) { to in
      for row in 0..<(rows.count / width) {
        let (x, y) = (from + row * width, to + row * width)
        var largest = x[0]
        for i in 1..<width where x[i] > largest { largest = x[i] }
        var total = 0.0
        for i in 0..<width { total += Glibc.exp(Double(x[i] - largest)) }
        let logTotal = T(Glibc.log(total))
        for i in 0..<width { y[i] = x[i] - largest - logTotal }
      }
    }
  }
}
