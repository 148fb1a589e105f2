import ApusTensor
import ApusTestSupport
import Testing

/// Statistics of float32 are those of float64, rounded once.
@Suite struct StatisticsTests {
  /// Three numbers whose mean float32 does not hold, and whose sum is beyond its range.
  static let rows: [[Float]] = [
    [1e7, 1e7 + 1, 1e7 + 3], [3e38, 3e38, 3e38], [-3e38, 2e38, -3.3e38],
    [0x1p-149, 0x1p-149, 0x1p-148],
    [0.1, 0.2, 0.4], [16_777_216, 1, 1],
  ]

  @Test(arguments: rows)
  func areRoundedOnce(row: [Float]) {
    let (x, wide) = (NDArray(row), NDArray(row.map(Double.init)))
    #expect(x.mean() == wide.mean().to(.float32))
    #expect(x.centered(dims: nil) == (wide - wide.mean()).to(.float32))
    let spread = x.variance(dims: [0], correction: 1, keepDim: false)
    #expect(spread == wide.variance(dims: [0], correction: 1, keepDim: false).to(.float32))
    let size = x.rootMeanSquare(dims: [0], eps: 1e-5, keepDim: true)
    #expect(size == ((wide * wide).mean(keepDim: true) + 1e-5).sqrt().to(.float32))
  }

  @Test func areAlongAnyDims() {
    let x = NDArray.arange(24, dtype: .float32).reshape(2, 3, 4).permute(2, 0, 1)
    for dims in [[0], [1], [2], [0, 2], [2, 1], [0, 1, 2], []] {
      let deviation = x - x.mean(dims: dims, keepDim: true)
      #expect(x.centered(dims: dims) == deviation)
      #expect(
        x.variance(dims: dims, correction: 0, keepDim: true)
          == (deviation * deviation).mean(dims: dims, keepDim: true))
    }
  }

  @Test func logSumExpOfSmallTerms() {
    let x = NDArray([0, -20] as [Float]).logSumExp(dim: 0)
    #expect(difference(x, NDArray([2.0611536e-9] as [Float]), rtol: 1e-6) == nil)
  }

  /// Far below the largest, and of many.
  @Test func softmaxKeepsItsDigits() {
    let x = NDArray([0, -80.3, -40.7] as [Float])
    for x in [x, NDArray.arange(1000, dtype: .float32) / 7] {
      let exact = x.to(.float64).softmax(dim: 0)
      let error = (x.softmax(dim: 0).to(.float64) - exact).abs() - exact * (3 * 0x1p-23)
      // Three units in the last place, or one denormal number.
      #expect(error.max().item() <= 0x1p-149)
    }
    let many = NDArray.zeros([1000]).softmax(dim: 0)
    #expect(abs(many.sum().item() - 1) < 1e-7)
  }
}
