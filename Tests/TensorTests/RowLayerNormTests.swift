import CApusKernels
import Glibc
import Testing

extension RowKernelTests {
  /// Layer norm of a row and its gradients against plain loops in double precision.
  @Suite struct LayerNorm {
    @Test func valuesAndGradients() {
      check(RowKernels.float32, offsets: [0, 1e3, 1e8])
      check(RowKernels.float64, offsets: [0, 1e3, 1e8, 1e15])
    }

    private func check<T>(_ kernels: RowKernels<T>, offsets: [Double]) {
      for n in rowLengths {
        for offset in offsets {
          for (hasWeight, hasBias) in [(true, true), (true, false), (false, true), (false, false)] {
            let x: [T] = rowOfNumbers(n, n, scale: 100).map { $0 + T(offset) }
            let row = Row(
              x: x, deviations: x.map { Double($0) - offset },
              weight: hasWeight ? rowOfNumbers(n, n + 1) : nil,
              bias: hasBias ? rowOfNumbers(n, n + 2) : nil, g: rowOfNumbers(n, n + 3))
            check(kernels, row, eps: 1e-5, "\(T.self) \(n) \(offset)")
          }
        }
      }
    }

    /// `deviations` are those from a number near the mean, exactly.
    private struct Row<T: BinaryFloatingPoint> {
      let x: [T], deviations: [Double], weight, bias: [T]?, g: [T]
    }

    private func check<T>(_ kernels: RowKernels<T>, _ row: Row<T>, eps: Double, _ name: Comment) {
      let n = row.x.count
      func mean(_ x: [Double]) -> Double { exactSum(x) / Double(n) }
      let center = mean(row.deviations)
      let d = row.deviations.map { $0 - center }
      let rstd = 1 / (mean(d.map { $0 * $0 }) + eps).squareRoot()
      let (h, g) = (d.map { $0 * rstd }, row.g.map(Double.init))
      let weight = row.weight?.map(Double.init) ?? h.map { _ in 1 }
      let bias = row.bias?.map(Double.init) ?? h.map { _ in 0 }
      let gw = zip(g, weight).map(*)
      let (level, slope) = (mean(gw), mean(zip(gw, h).map(*)))
      let typical = mean(gw.map(abs))
      let unit = 4 * Double(T.ulpOfOne)
      // The loops are no more precise than float64: what counts there is how large the other deviations are.
      let tiny = Double(T.leastNonzeroMagnitude)
      let floor = T.self == Double.self ? 1 : 0x1p-20

      var y = row.x
      let moments = kernels.layerNorm(n, eps, row.x, row.weight, row.bias, &y)
      #expect(distance(moments.rstd, rstd, unit: rstd) < 1e-12, name)
      for i in 0..<n {
        let size = abs(h[i] * weight[i]) + abs(bias[i]) + floor
        let exact = h[i] * weight[i] + bias[i]
        #expect(distance(Double(y[i]), exact, unit: size * unit) < 1, name)
      }

      var dx = row.x
      let start = [Double](repeating: 1, count: n)
      var (dWeight, dBias) = (start, start)
      kernels.layerNormBackward(n, row.x, row.weight, row.g, &dx, &dWeight, &dBias, moments)
      for i in 0..<n {
        let exact = (gw[i] - level - h[i] * slope) * rstd
        let size = (abs(gw[i]) + abs(level) + abs(h[i] * slope) + floor * typical) * rstd
        #expect(distance(Double(dx[i]), exact, unit: size * unit + tiny) < 1, name)
        #expect(distance(dWeight[i], 1 + g[i] * h[i], unit: (abs(h[i]) + floor) * unit) < 1, name)
        #expect(dBias[i] == 1 + g[i], name)
      }

      // What is not wanted is not written, and changes nothing else.
      var (same, alone) = (row.x, start)
      kernels.layerNormBackward(n, row.x, row.weight, row.g, &same, nil, nil, moments)
      #expect(same == dx, name)
      kernels.layerNormBackward(n, row.x, row.weight, row.g, nil, &alone, nil, moments)
      #expect(alone == dWeight, name)
      alone = start
      kernels.layerNormBackward(n, row.x, row.weight, row.g, nil, nil, &alone, moments)
      #expect(alone == dBias, name)
    }

    @Test func equalElementsGiveTheBias() {
      checkEqual(RowKernels.float32)
      checkEqual(RowKernels.float64)
    }

    private func checkEqual<T>(_ kernels: RowKernels<T>) {
      for n in rowLengths {
        for value in [0.1, -1e8 - 8, 3e30] {
          let (x, bias): ([T], [T]) = (
            [T](repeating: T(value), count: n), rowOfNumbers(n, n)
          )
          var y = x
          _ = kernels.layerNorm(n, 1e-5, x, bias, bias, &y)
          #expect(y == bias, "\(T.self) \(n) \(value)")
          _ = kernels.layerNorm(n, 0, x, bias, bias, &y)
          #expect(y.allSatisfy { $0.isNaN }, "\(T.self) \(n) \(value)")
        }
      }
    }

    /// Rows whose root mean square, or its inverse, float32 holds badly or not at all.
    @Test func smallAndLargeElements() {
      for scale: Float in [0x1p-147, 0x1p-133, 1e-35, 1e-25, 1e25, 1e35, 3e38] {
        for n in [2, 3, 17, 40] {
          let x: [Float] = (0..<n).map { $0.isMultiple(of: 2) ? scale : -scale }
          let row = Row(
            x: x, deviations: x.map(Double.init), weight: rowOfNumbers(n, 1),
            bias: rowOfNumbers(n, 2), g: rowOfNumbers(n, 3).map { $0 * Swift.min(scale, 1) })
          check(RowKernels.float32, row, eps: 0, "\(scale) \(n)")
        }
      }
    }

    @Test func nanAndInfinityReachAll() {
      for special: Float in [.nan, .infinity, -.infinity] {
        for place in [0, 5, 36] {
          var x: [Float] = rowOfNumbers(37, 1)
          x[place] = special
          var y = x
          _ = RowKernels.float32.layerNorm(37, 1e-5, x, nil, nil, &y)
          #expect(y.allSatisfy { $0.isNaN })
        }
      }
    }
  }
}
