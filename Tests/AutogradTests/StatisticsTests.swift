import ApusAutograd
import ApusTensor
import Testing

/// Values and gradients of statistics in float32 beside those in float64, where a mean that is rounded would spoil them.
@Suite struct StatisticsTests {
  static let rows: [[Float]] = [
    [1e7, 1e7 + 1], [1e7, 1e7 + 1, 1e7 + 2, 1e7 + 7], [-3e8, -3e8 + 32, -3e8 + 96],
    [0.1, 0.7, 0.9],
  ]
  static let statistics: [(String, @Sendable (Tensor) -> Tensor)] = [
    ("var", { $0.var() }), ("std", { $0.std() }), ("mean", { $0.mean() }),
    ("var, biased", { $0.var(dims: [0], correction: 0, keepDim: true) }),
    ("logSumExp", { $0.logSumExp(dim: 0) }),
    ("centered", { $0.centered().square().mean() }),
    ("rootMeanSquare", { $0.centered().rootMeanSquare(dims: [0], eps: 1e-5) }),
  ]

  @Test(arguments: rows, statistics.indices)
  func areThoseOfFloat64(row: [Float], index: Int) {
    let (name, statistic) = StatisticsTests.statistics[index]
    let x = Tensor(row, requiresGrad: true)
    let wide = Tensor(row.map(Double.init), requiresGrad: true)
    let (y, right) = (statistic(x), statistic(wide))
    #expect(allClose(y, right, rtol: 3e-7, atol: 0), "\(name)")
    let (d, rightD) = (y.sum().grad(wrt: x), right.sum().grad(wrt: wide))
    #expect(allClose(d, rightD, rtol: 5e-7, atol: 1e-12), "\(name)")
  }

  /// Numbers whose mean no Double holds, and logarithms that vanish beside what they are added to.
  @Test func differencesOfLargeNumbers() {
    let x = Tensor([1e16, 1e16 + 2], dtype: .float64, requiresGrad: true)
    #expect(x.var().item() == 2 && x.var().grad(wrt: x).array == NDArray([-2.0, 2]))
    #expect(x.centered().array == NDArray([-1.0, 1]))
    for dtype in [DType.float32, .float64] {
      for size in [1e4, 1e8, 1e15, 1e17, 1e30, -1e30] {
        let x = Tensor.full([2], size, dtype: dtype, requiresGrad: true)
        #expect(x.logSumExp(dim: 0).grad(wrt: x).array == .full([2], 0.5, dtype: dtype), "\(size)")
      }
    }
  }

  @Test func meansBeyondTheRangeOfTheSum() {
    let x = Tensor([3e38, 3e38, 3e38], requiresGrad: true)
    #expect(x.mean().array == NDArray(scalar: Float(3e38)))
    #expect(x.mean().grad(wrt: x).array == .full([3], 1.0 / 3))
    let wide = Tensor.full([2, 3], -3e38)
    #expect(wide.mean(dim: 1).array == .full([2], -3e38))
    #expect(wide.mean(dims: [0]).array == .full([3], -3e38))
  }

  /// Sums of four numbers of a long row are rounded to float32; deviations from the mean are not.
  @Test func deviationsInLongRows() {
    let values = (0..<256).map { Float(1e7) + Float($0 / 8 % 2) }
    let x = Tensor(values, requiresGrad: true)
    let expected = values.map { ($0 - 1e7 - 0.5) * 2 / 255 }
    let found = x.var().grad(wrt: x).array.scalars(as: Float.self)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-8) }
  }
}
