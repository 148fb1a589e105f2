import Glibc

// Computed in double precision and rounded once: a mean of float32 is right where their sum is beyond its range, and
// a variance where float32 does not hold the mean.

extension NDArray {
  /// Mean over `dims` (nil: all) of a floating-point array.
  public func mean(dims: [Int]? = nil, keepDim: Bool = false) -> NDArray {
    require(dtype.isFloatingPoint, "mean: needs float32 or float64, got \(dtype)")
    return reduced(dims, keepDim, "mean") { ($0.rowSums() / Double($0.dims[1])).to(dtype) }
  }

  /// Variance over `dims` (nil: all), divided by n - `correction`; infinite where that is not above 0, or NaN if the
  /// elements are equal.
  package func variance(dims: [Int]?, correction: Int, keepDim: Bool) -> NDArray {
    ofRows(dims, keepDim, "var", Variance(correction: correction)).to(dtype)
  }

  /// sqrt(mean(x^2) + eps) over `dims`.
  package func rootMeanSquare(dims: [Int], eps: Double, keepDim: Bool) -> NDArray {
    ofRows(dims, keepDim, "rootMeanSquare", RootMeanSquare(eps: eps)).to(dtype)
  }

  /// log(sum(exp(x))) along `dim`, whose size becomes 1; -inf where every element is -inf, or there is none.
  package func logSumExp(dim: Int) -> NDArray {
    ofRows([dim], true, "logSumExp", LogSumExp()).to(dtype)
  }

  /// Each element less the mean over `dims` (nil: all).
  package func centered(dims: [Int]?) -> NDArray {
    let (kept, gone) = split(dims, "centered")
    let rows = rows(kept, gone)
    let order = kept + gone
    let result = dtype.acceptFloating("centered", Centered(rows: rows.contiguous()))
    return result.reshape(order.map { self.dims[$0] })
      .permute((0..<rank).map { order.firstIndex(of: $0)! })
  }

  /// In float64.
  private func ofRows(
    _ dims: [Int]?, _ keepDim: Bool, _ name: String, _ function: some RowFunction
  ) -> NDArray {
    reduced(dims, keepDim, name) {
      dtype.acceptFloating(name, EachRow(rows: $0.contiguous(), function: function))
    }
  }
}

/// From a row's elements to a number.
private protocol RowFunction {
  func callAsFunction<T: FloatingScalar>(_ row: UnsafeBufferPointer<T>) -> Double
}

private struct Variance: RowFunction {
  let correction: Int

  func callAsFunction<T: FloatingScalar>(_ row: UnsafeBufferPointer<T>) -> Double {
    let center = Center(of: row)
    return sum(of: row) { center.deviation(of: $0) * center.deviation(of: $0) }
      / Swift.max(Double(row.count) - Double(correction), 0)
  }
}

private struct RootMeanSquare: RowFunction {
  let eps: Double

  func callAsFunction<T: FloatingScalar>(_ row: UnsafeBufferPointer<T>) -> Double {
    (sum(of: row) { $0 * $0 } / Double(row.count) + eps).squareRoot()
  }
}

private struct LogSumExp: RowFunction {
  func callAsFunction<T: FloatingScalar>(_ row: UnsafeBufferPointer<T>) -> Double {
    let largest = row.reduce(-.infinity) { Swift.max($0, Double($1)) }
    let shift = largest.isFinite ? largest : 0
    return Glibc.log(sum(of: row) { Glibc.exp($0 - shift) }) + shift
  }
}

/// Four running sums: independent additions overlap in the processor.
@inline(__always)
private func sum<T: FloatingScalar>(
  of row: UnsafeBufferPointer<T>, _ term: (Double) -> Double
) -> Double {
  var sums = SIMD4<Double>.zero
  let whole = row.count & ~3
  for i in stride(from: 0, to: whole, by: 4) {
    for lane in 0..<4 { sums[lane] += term(Double(row[i + lane])) }
  }
  for i in whole..<row.count { sums[0] += term(Double(row[i])) }
  return sums.sum()
}

/// The mean of a row, in two parts where double precision would round it to what the row's type holds.
private struct Center {
  private let mean: Double
  private var rest = 0.0

  @inline(__always)
  init<T: FloatingScalar>(of row: UnsafeBufferPointer<T>) {
    let mean = sum(of: row) { $0 } / Double(row.count)
    self.mean = mean
    if T.self == Double.self && mean.isFinite {
      rest = sum(of: row) { $0 - mean } / Double(row.count)
    }
  }

  @inline(__always)
  func deviation(of element: Double) -> Double { (element - mean) - rest }
}

private struct EachRow<F: RowFunction>: FloatingVisitor {
  let rows: NDArray
  let function: F

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    let (height, width) = (rows.dims[0], rows.dims[1])
    let from = rows.elements(as: T.self)
    return NDArray([height], of: Double.self) { out in
      for row in 0..<height {
        out[row] = function(UnsafeBufferPointer(start: from + row * width, count: width))
      }
    }
  }
}

private struct Centered: FloatingVisitor {
  let rows: NDArray

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    let (height, width) = (rows.dims[0], rows.dims[1])
    let from = rows.elements(as: T.self)
    return NDArray(rows.dims, of: T.self) { to in
      for row in 0..<height {
        let (x, y) = (from + row * width, to + row * width)
        let center = Center(of: UnsafeBufferPointer(start: x, count: width))
        for i in 0..<width { y[i] = T(center.deviation(of: Double(x[i]))) }
      }
    }
  }
}
