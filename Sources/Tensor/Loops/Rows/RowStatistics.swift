// What is computed of floating-point rows in double precision.

extension NDArray {
  /// A number (float64) of each row over `dims` (nil: all).
  @inline(never)
  func rowNumbers(
    _ dims: [Int]?, _ keepDim: Bool, _ name: String, _ number: RowNumber
  ) -> NDArray {
    func run<T: NumericElement>(_ kernels: RowKernels<T>) -> NDArray {
      reduce(dims, keepDim, name, to: Double.self) { rows, out in
        let out = Shared(out)
        rows.forEach(of: self, as: T.self) { row, x in
          out.pointer[row] = number(kernels, x, rows.width)
        }
      }
    }
    return dtype.floating(name, { run(.float32) }, { run(.float64) })
  }

  /// Each element less the mean of its row over `dims` (nil: all).
  @inline(never)
  func lessRowMeans(_ dims: [Int]?, _ name: String) -> NDArray {
    let gone = reduced(dims, false, name).gone
    func run<T: FloatingElement>(_ kernels: RowKernels<T>) -> NDArray {
      mapRows(along: gone, as: T.self) { x, y, width in
        let mean = kernels.sum(x, width) / Double(width)
        // In two parts: double precision may round it to what the row's type holds, and the fours of a long float32 row do.
        var rest = 0.0
        if mean.isFinite {
          for i in 0..<width { rest += x[i].double - mean }
          rest /= Double(width)
        }
        for i in 0..<width { y[i] = T((x[i].double - mean) - rest) }
      }
    }
    return dtype.floating(name, { run(.float32) }, { run(.float64) })
  }
}

/// From a row's elements to a number.
enum RowNumber: Sendable {
  /// sum((x - mean)^2) / (n - correction), where that is above 0, else / 0.
  case variance(correction: Int)
  /// sqrt(mean(x^2) + eps)
  case rootMeanSquare(eps: Double)
  case logSumExp

  fileprivate func callAsFunction<T>(
    _ kernels: RowKernels<T>, _ x: UnsafePointer<T>, _ count: Int
  ) -> Double {
    switch self {
    case .variance(let correction):
      kernels.variance(x, count, Swift.max(Double(count) - Double(correction), 0))
    case .rootMeanSquare(let eps):
      (kernels.sumOfSquares(x, count) / Double(count) + eps).squareRoot()
    case .logSumExp: kernels.logSumExp(x, count)
    }
  }
}
