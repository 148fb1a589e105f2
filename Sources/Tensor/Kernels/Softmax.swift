import Glibc

extension NDArray {
  /// x - log(sum(exp(x))) along `dim`: rows are shifted by their maximum first. -inf stays -inf; a row of
  /// nothing else gives NaN, as in PyTorch.
  public func logSoftmax(dim: Int) -> NDArray {
    alongRows(dim, "logSoftmax") {
      dtype.acceptFloating("logSoftmax", LogSoftmaxRows(rows: $0))
    }
  }

  /// exp(x) / sum(exp(x)) along `dim`, shifted likewise; a row of nothing but -inf gives NaN. Not the exponential of
  /// `logSoftmax`, which loses digits where that is far below 0.
  package func softmax(dim: Int) -> NDArray {
    alongRows(dim, "softmax") { dtype.acceptFloating("softmax", SoftmaxRows(rows: $0)) }
  }

  /// Hands `body` this array with `dim` at the end, in dense memory, and brings `dim` back in the result.
  private func alongRows(_ dim: Int, _ name: String, _ body: (NDArray) -> NDArray) -> NDArray {
    let dim = resolve(dim, name)
    if rank == 0 { return body(reshape([1])).reshape([]) }
    let last = rank - 1
    return dim == last
      ? body(contiguous()) : body(transpose(dim, last).contiguous()).transpose(dim, last)
  }
}

private struct LogSoftmaxRows: FloatingVisitor {
  let rows: NDArray

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    eachRow(of: rows) { (x: UnsafePointer<T>, y, width) in
      let largest = largest(x, width)
      var total = 0.0
      for i in 0..<width { total += Glibc.exp(Double(x[i] - largest)) }
      let logTotal = T(Glibc.log(total))
      for i in 0..<width { y[i] = x[i] - largest - logTotal }
    }
  }
}

private struct SoftmaxRows: FloatingVisitor {
  let rows: NDArray

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: rows.dims[rows.rank - 1]) { powers in
      eachRow(of: rows) { (x: UnsafePointer<T>, y, width) in
        let largest = Double(largest(x, width))
        var total = 0.0
        for i in 0..<width {
          powers[i] = Glibc.exp(Double(x[i]) - largest)
          total += powers[i]
        }
        for i in 0..<width { y[i] = T(powers[i] / total) }
      }
    }
  }
}

/// An array of the shape of `rows`, each row written by `body` from the one it stands for.
@inline(__always)
private func eachRow<T: NativeScalar>(
  of rows: NDArray, _ body: (UnsafePointer<T>, UnsafeMutablePointer<T>, _ width: Int) -> Void
) -> NDArray {
  let width = rows.dims[rows.rank - 1]
  let from = rows.elements(as: T.self)
  return NDArray(rows.dims, of: T.self) { to in
    for row in 0..<(rows.count / width) { body(from + row * width, to + row * width, width) }
  }
}

/// NaN are passed over, but for the first element.
@inline(__always)
private func largest<T: NativeScalar>(_ x: UnsafePointer<T>, _ count: Int) -> T {
  var largest = x[0]
  for i in 1..<count where x[i] > largest { largest = x[i] }
  return largest
}
