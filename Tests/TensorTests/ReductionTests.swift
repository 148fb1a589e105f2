import ApusTensor
import ApusTestSupport
import Testing

@Suite struct ReductionTests {
  let a = NDArray.arange(24, dtype: .float64).reshape(2, 3, 4)

  @Test func sums() {
    #expect(a.sum().item() == 276)
    #expect(a.sum(dim: 1).rows(as: Int.self) == [[12, 15, 18, 21], [48, 51, 54, 57]])
    #expect(a.sum(dim: -1).rows(as: Int.self) == [[6, 22, 38], [54, 70, 86]])
    #expect(a.sum(dims: [0, 2]).scalars(as: Int.self) == [60, 92, 124])
    #expect(a.sum(dims: [0, 2], keepDim: true).shape == [1, 3, 1])
    #expect(a.sum(keepDim: true).shape == [1, 1, 1])
    #expect(a.sum(dims: []) == a)
    #expect(NDArray.zeros([2, 0]).sum(dim: 1).scalars(as: Int.self) == [0, 0])
    #expect(NDArray.zeros([0]).sum().item() == 0)
    #expect(NDArray(scalar: 2.5).sum().item() == 2.5)
    #expect(a.mean(dims: [0, 1]).scalars(as: Double.self) == [10, 11, 12, 13])
    #expect(a.mean().item() == 11.5)
  }

  /// Whatever the layout, a sum is that of the same elements.
  @Test func sumsOfViews() {
    for (view, order) in [(a.permute(2, 0, 1), [1, 2, 0]), (a.transpose(0, 1), [1, 0, 2])] {
      for dims in [[0], [1], [2], [0, 1], [1, 2], [0, 2]] {
        let back = dims.map { order[$0] }
        #expect(
          view.sum(dims: back, keepDim: true).permute(order) == a.sum(dims: dims, keepDim: true))
      }
    }
    #expect(
      a[.ellipsis, .slice(step: 2)].sum(dim: 0).rows(as: Int.self) == [
        [12, 16], [20, 24], [28, 32],
      ])
    #expect(NDArray([1, 2]).expand(3, 2).sum(dim: 0).scalars(as: Int.self) == [3, 6])
  }

  @Test func sumsAreRoundedOnce() {
    // In float32 arithmetic 2^24 + 1 + 1 + ... stays 2^24.
    let x = NDArray([Float(1 << 24)] + [Float](repeating: 1, count: 1000))
    #expect(x.sum().item() == Double(1 << 24) + 1000)
    #expect(x.unsqueeze(1).sum(dim: 0).item() == Double(1 << 24) + 1000)
    #expect(NDArray([UInt8](repeating: 255, count: 1000)).sum().item() == 255_000)
    #expect(NDArray([true, true]).sum() == NDArray(scalar: 2))
  }

  @Test func extremes() {
    let x = NDArray([[3, 1, 3], [2, 5, 5]])
    let (values, indices) = x.max(dim: 1)
    #expect(values.scalars(as: Int.self) == [3, 5])
    #expect(indices.scalars(as: Int.self) == [0, 1])
    #expect(x.min(dim: 0).indices.scalars(as: Int.self) == [1, 0, 0])
    #expect(x.max(dim: 0, keepDim: true).values.shape == [1, 3])
    #expect(x.max().item() == 5 && x.min().item() == 1)
    #expect(x.max(dims: [0, 1], keepDim: true).shape == [1, 1])
    #expect(x.argmax().item() == 4 && x.argmin().item() == 1)
    #expect(x.argmax(dim: 1, keepDim: true).shape == [2, 1])
    #expect(x.argmax(keepDim: true).shape == [1, 1] && x.argmin(keepDim: true).shape == [1, 1])
    #expect(x.T.argmax(dim: 0) == x.argmax(dim: 1))
    #expect(NDArray([-Double.infinity, -.infinity]).max().item() == -.infinity)
    #expect(NDArray([UInt8.max, 0]).min().item() == 0)
  }

  @Test func nanIsTheExtreme() {
    let x = NDArray([[1, Double.nan, 2], [5, 3, 4]])
    #expect(x.max(dim: 1).values.isNaN().scalars(as: Bool.self) == [true, false])
    #expect(x.min(dim: 1).indices.scalars(as: Int.self) == [1, 1])
    #expect(x.max().isNaN().all())
  }

  @Test func truth() {
    #expect(NDArray([1, 2]).all() && !NDArray([1, 0]).all())
    #expect(NDArray([0, 2]).any() && !NDArray([0, 0]).any())
    #expect(NDArray.zeros([0]).all() && !NDArray.zeros([0]).any())
  }

  @Test func summedTo() {
    #expect(a.summed(to: [3, 1]).scalars(as: Int.self) == [60, 92, 124])
    #expect(a.summed(to: []).item() == 276)
    #expect(a.summed(to: [1, 1, 4]).shape == [1, 1, 4])
  }

  @Test func logSoftmax() {
    let low = -Double.infinity
    let x = NDArray([[0, 1000, low], [low, low, low]])
    let y = x.logSoftmax(dim: 1)
    #expect(y[0].scalars(as: Double.self) == [-1000, 0, -.infinity])
    #expect(y[1].isNaN().all())
    #expect(difference(x.T.logSoftmax(dim: 0), y.T) == nil)
    #expect(NDArray.zeros([0, 3]).logSoftmax(dim: 1).shape == [0, 3])
    #expect(NDArray.zeros([3, 0]).logSoftmax(dim: 1).shape == [3, 0])
  }
}
