import CApusKernels
import Glibc
import Testing

/// Sums and extremes of a row against plain loops.
@Suite struct RowKernelTests {
  @Test func sums() {
    checkSums(RowKernels.float32)
    checkSums(RowKernels.float64)
  }

  private func checkSums<T>(_ kernels: RowKernels<T>) {
    #expect(kernels.sum([], 0) == 0 && kernels.sumSquares([], 0) == 0)
    for n in rowLengths {
      let x: [T] = rowOfNumbers(n, n, scale: 10)
      let (sum, squares) = (
        exactSum(x.map(Double.init)), exactSum(x.map { Double($0) * Double($0) })
      )
      let size = x.reduce(0) { $0 + abs(Double($1)) }
      // Float32 numbers are added in fours first.
      let tolerance = T.self == Float.self && n >= 256 ? 1e-8 : 1e-15
      #expect(distance(kernels.sum(x, n), sum, unit: size) < tolerance, "\(T.self) \(n)")
      #expect(distance(kernels.sumSquares(x, n), squares, unit: squares) < 1e-14, "\(T.self) \(n)")
    }
    for special: T in [.nan, .infinity] {
      for place in 0..<41 {
        var x = [T](repeating: 1, count: 41)
        x[place] = special
        #expect(distance(kernels.sum(x, 41), Double(special), unit: 1) == 0)
        #expect(distance(kernels.sumSquares(x, 41), Double(special), unit: 1) == 0)
      }
    }
    // More than the type's own precision or range holds.
    for n in [100, 300] {
      let large = [T](repeating: T(Float.greatestFiniteMagnitude), count: n)
      #expect(kernels.sum(large, n) == Double(n) * Double(Float.greatestFiniteMagnitude))
    }
  }

  @Test func variances() {
    checkVariances(RowKernels.float32, offsets: [0, 1e8])
    checkVariances(RowKernels.float64, offsets: [0, 1e8, 1e15])
  }

  private func checkVariances<T>(_ kernels: RowKernels<T>, offsets: [Double]) {
    for n in rowLengths {
      for offset in offsets {
        var x: [T] = rowOfNumbers(n, n, scale: 100).map { T(offset) + $0 }
        for outlier in [false, true] {
          if outlier { x[0] = T(-3e6) }
          // Differences of neighbouring numbers are exact, and small enough to be summed in double.
          let d = x.map { Double($0) - offset }
          let mean = exactSum(d) / Double(n)
          let exact = exactSum(d.map { ($0 - mean) * ($0 - mean) }) / Double(n + 1)
          let variance = kernels.variance(x, n, Double(n + 1))
          #expect(
            distance(variance, exact, unit: exact * Double(n + 9)) < 1e-14,
            "\(T.self) \(n) \(offset)")
        }
      }
      for value in [0.1, 1e8 + 8, -1e-30] {
        #expect(kernels.variance([T](repeating: T(value), count: n), n, 1) == 0)
        #expect(kernels.variance([T](repeating: T(value), count: n), n, 0).isNaN)
      }
    }
    #expect(kernels.variance([1, 2], 2, 0) == .infinity)
    #expect(
      kernels.variance([1, .infinity], 2, 1).isNaN && kernels.variance([1, .nan], 2, 1).isNaN)
    #expect(kernels.variance([], 0, 0).isNaN && kernels.variance([], 0, 1) == 0)
  }

  @Test func rowsAreAddedInTheirOrder() {
    checkRows(RowKernels.float32)
    checkRows(RowKernels.float64)
  }

  private func checkRows<T>(_ kernels: RowKernels<T>) {
    for rows in 0...9 {
      for columns in [1, 2, 7, 8, 9, 40] {
        let step = columns + 3
        let x: [T] = rowOfNumbers(rows * step, rows * 100 + columns)
        var (totals, expected) = ([Double](repeating: 0.1, count: columns + 1), [Double]())
        expected = totals
        for row in 0..<rows {
          for column in 0..<columns { expected[column] += Double(x[row * step + column]) }
        }
        kernels.addRows(rows, columns, x, step, &totals)
        #expect(totals == expected, "\(T.self) \(rows) \(columns)")
      }
    }
  }

  @Test func extremes() {
    checkExtremes(RowKernels.float32)
    checkExtremes(RowKernels.float64)
  }

  private func checkExtremes<T>(_ kernels: RowKernels<T>) {
    for n in rowLengths {
      let x: [T] = rowOfNumbers(n, n)
      for place in n < 80 ? Array(0..<n) : [0, 1, n / 2, n - 2, n - 1] {
        for value: T in [3, .infinity] {
          // A second one behind the first is not found.
          var (high, low) = (x, x)
          for place in [place, (place + n) / 2, n - 1] {
            (high[place], low[place]) = (value, -value)
          }
          #expect(kernels.max(high, n) == value && kernels.argmax(high, n) == place)
          #expect(kernels.min(low, n) == -value && kernels.argmin(low, n) == place)
          // NaN is beyond all, wherever the greatest stands.
          for nan in [0, place, n - 1] {
            var both = high
            both[nan] = .nan
            both[n - 1] = .nan
            #expect(kernels.max(both, n).isNaN && kernels.min(both, n).isNaN)
            #expect(kernels.argmax(both, n) == nan && kernels.argmin(both, n) == nan)
          }
        }
      }
      let equal = [T](repeating: -.infinity, count: n)
      #expect(kernels.max(equal, n) == -.infinity && kernels.argmax(equal, n) == 0)
      #expect(kernels.min(equal, n) == -.infinity && kernels.argmin(equal, n) == 0)
    }
    #expect(kernels.argmax([-1, -0.0, 0], 3) == 1 && kernels.argmin([1, 0, -0.0], 3) == 1)
  }
}
