import CApusKernels
import Glibc
import Testing

extension RowKernelTests {
  /// Softmax, log softmax and log(sum(exp)) of a row against plain loops in double precision.
  @Suite struct Softmax {
    @Test func values() {
      check(RowKernels.float32, ulps: 3)
      check(RowKernels.float64, ulps: 300)  // the loops round x - max
    }

    private func check<T>(_ kernels: RowKernels<T>, ulps: Double) {
      for n in rowLengths {
        for (scale, offset) in [(1.0, 0.0), (10, -30), (90, 1000), (10, 1e6)] {
          let x: [T] = rowOfNumbers(n, n, scale: scale).map { $0 + T(offset) }
          let place = kernels.argmax(x, n)
          let exps = x.map { exp(Double($0) - Double(x[place])) }
          var others = exps
          others[place] = 0
          let rest = others.reduce(0, +)
          let name: Comment = "\(T.self) \(n) \(scale) \(offset)"

          var (y, same) = (x, x)
          kernels.softmax(x, &y, n)
          #expect(largestError(y, exps.map { $0 / (1 + rest) }) <= ulps, name)
          inPlace(kernels.softmax, &same)
          #expect(y == same, name)

          same = x
          kernels.logSoftmax(x, &y, n)
          let exact = x.map { Double($0) - Double(x[place]) - log1p(rest) }
          #expect(largestError(y, exact) <= ulps, name)
          inPlace(kernels.logSoftmax, &same)
          #expect(y == same, name)

          let sum = Double(x[place]) + log1p(rest)
          let unit = Double(T(sum).ulp) + Double(T(log1p(rest)).ulp)
          #expect(distance(kernels.logSumExp(x, n), sum, unit: unit) <= ulps, name)
        }
      }
    }

    private func inPlace<T>(
      _ kernel: (UnsafePointer<T>?, UnsafeMutablePointer<T>?, Int) -> Void, _ x: inout [T]
    ) {
      x.withUnsafeMutableBufferPointer {
        kernel(UnsafePointer($0.baseAddress), $0.baseAddress, $0.count)
      }
    }

    @Test func ends() {
      checkEnds(RowKernels.float32)
      checkEnds(RowKernels.float64)
    }

    private func checkEnds<T>(_ kernels: RowKernels<T>) {
      #expect(kernels.logSumExp([], 0) == -.infinity)
      for n in [1, 2, 7, 33, 513, 1100] {
        for place in [0, n / 2, n - 1] {
          func row(_ filling: T, _ one: T) -> [T] {
            var x = [T](repeating: filling, count: n)
            x[place] = one
            return x
          }
          var y = row(0, 0)
          // All but one excluded.
          let chosen = row(-.infinity, 5)
          kernels.softmax(chosen, &y, n)
          #expect(y == row(0, 1))
          kernels.logSoftmax(chosen, &y, n)
          #expect(y == row(-.infinity, 0))
          #expect(kernels.logSumExp(chosen, n) == 5)
          // Nothing that can be chosen, or too much.
          for x in [row(-.infinity, -.infinity), row(1, .infinity), row(1, .nan)] {
            kernels.softmax(x, &y, n)
            #expect(y.allSatisfy { $0.isNaN })
            kernels.logSoftmax(x, &y, n)
            #expect(y.allSatisfy { $0.isNaN })
            #expect(distance(kernels.logSumExp(x, n), Double(x[place]), unit: 1) == 0)
          }
          // The widest difference that there is.
          kernels.softmax(row(-.greatestFiniteMagnitude, .greatestFiniteMagnitude), &y, n)
          #expect(y == row(0, 1))
        }
      }
    }

    /// A choice that is nearly certain keeps its digits.
    @Test func smallLosses() {
      var y: [Float] = [0, 0, 0]
      for d: Float in [17, 40, 80, 100] {
        k_log_softmax_f32([-d, 3, -.infinity], &y, 3)
        #expect(largestError([y[1]], [-exp(-Double(d) - 3)]) <= 3, "\(d)")
      }
    }

    @Test func gradients() {
      checkGradients(RowKernels.float32)
      checkGradients(RowKernels.float64)
    }

    private func checkGradients<T>(_ kernels: RowKernels<T>) {
      let unit = Double(T.ulpOfOne)
      for n in rowLengths {
        let (x, g): ([T], [T]) = (rowOfNumbers(n, n, scale: 5), rowOfNumbers(n, n + 1))
        var (y, dx) = (x, x)
        kernels.softmax(x, &y, n)
        kernels.softmaxBackward(y, g, &dx, n)
        let mean = zip(y, g).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        for i in 0..<n {
          let exact = Double(y[i]) * (Double(g[i]) - mean)
          #expect(distance(Double(dx[i]), exact, unit: Double(y[i]) * unit) < 6, "\(T.self) \(n)")
        }
        kernels.logSoftmax(x, &y, n)
        kernels.logSoftmaxBackward(y, g, &dx, n)
        let sum = g.reduce(0) { $0 + Double($1) }
        let size = g.reduce(0) { $0 + abs(Double($1)) }
        for i in 0..<n {
          let exact = Double(g[i]) - exp(Double(y[i])) * sum
          #expect(
            distance(Double(dx[i]), exact, unit: (1 + size / 64) * unit) < 6, "\(T.self) \(n)")
        }
        let expected = dx
        dx = g
        dx.withUnsafeMutableBufferPointer { dx in
          kernels.logSoftmaxBackward(y, UnsafePointer(dx.baseAddress), dx.baseAddress, n)
        }
        #expect(dx == expected)
      }
    }
  }
}
