import ApusTensor
import Testing

/// Arrays joined, and arrays indexed by arrays.
@Suite struct IndexingTests {
  let a = NDArray([[1, 2, 3], [4, 5, 6]])

  @Test func cat() {
    #expect(NDArray.cat([a, a]).shape == [4, 3])
    #expect(
      NDArray.cat([a, a[0..., ..<1]], dim: 1).rows(as: Int.self) == [[1, 2, 3, 1], [4, 5, 6, 4]])
    #expect(NDArray.cat([a.T, a.T], dim: -1).rows(as: Int.self)[0] == [1, 4, 1, 4])
    #expect(NDArray.cat([a, NDArray.zeros([0, 3], dtype: .int64)]) == a)
    #expect(NDArray.cat([NDArray([1]), NDArray([0.5 as Float])]).dtype == .float32)
    #expect(NDArray.cat([a]).rows(as: Int.self) == a.rows(as: Int.self))
  }

  @Test func stack() {
    #expect(NDArray.stack([a, a]).shape == [2, 2, 3])
    #expect(NDArray.stack([a[0], a[1]], dim: 1) == a.T)
    #expect(NDArray.stack([a, a], dim: -1).shape == [2, 3, 2])
    #expect(NDArray.stack([NDArray(scalar: 1), NDArray(scalar: 2)]) == NDArray([1, 2]))
  }

  @Test func gather() {
    let columns = NDArray([[2, 0], [1, 1]])
    #expect(a.gather(dim: 1, columns).rows(as: Int.self) == [[3, 1], [5, 5]])
    #expect(a.gather(dim: 0, NDArray([[1, 0, 1]])).rows(as: Int.self) == [[4, 2, 6]])
    #expect(a.T.gather(dim: 0, columns.T) == a.gather(dim: 1, columns).T)
    #expect(a.gather(dim: -1, NDArray([[0], [2]] as [[Int32]])).scalars(as: Int.self) == [1, 6])
    #expect(a.gather(dim: 1, NDArray.zeros([2, 0], dtype: .int64)).shape == [2, 0])
    #expect(NDArray(scalar: 5).gather(dim: 0, NDArray(scalar: 0)) == NDArray(scalar: 5))
    #expect(
      NDArray(scalar: 5).scatteredAdd(dim: -1, NDArray(scalar: 0), into: []) == NDArray(scalar: 5))
  }

  @Test func whatIs0dCountsAsAVectorOfOne() {
    #expect(NDArray(scalar: 5).gather(dim: 0, NDArray([0, 0])) == NDArray([5, 5]))
    #expect(NDArray([5, 6]).gather(dim: -1, NDArray(scalar: 1)) == NDArray(scalar: 6))
    #expect(
      NDArray([5, 6]).scatteredAdd(dim: 0, NDArray([0, 0]), into: []) == NDArray(scalar: 11))
    #expect(
      NDArray(scalar: 5).scatteredAdd(dim: 0, NDArray(scalar: 1), into: [2]) == NDArray([0, 5]))
  }

  @Test func scatteredAdd() {
    let columns = NDArray([[2, 0], [1, 1]])
    let values = NDArray([[10, 20], [30, 40]])
    let expected = [[20, 0, 10], [0, 70, 0]]
    #expect(values.scatteredAdd(dim: 1, columns, into: [2, 3]).rows(as: Int.self) == expected)
    #expect(
      values.T.scatteredAdd(dim: 0, columns.T, into: [3, 2]).T.rows(as: Int.self) == expected)
  }

  @Test func oneHot() {
    #expect(NDArray([2, 0]).oneHot(3).rows(as: Int.self) == [[0, 0, 1], [1, 0, 0]])
  }

  @Test func factories() {
    #expect(NDArray.arange(3) == NDArray([0, 1, 2]))
    #expect(NDArray.arange(1, 2, step: 0.25).scalars(as: Double.self) == [1, 1.25, 1.5, 1.75])
    #expect(NDArray.arange(3, 0, step: -1).scalars(as: Int.self) == [3, 2, 1])
    #expect(NDArray.arange(0).shape == [0])
    let n = 3
    #expect(NDArray.arange(0, n) == NDArray([0, 1, 2]))
    #expect(NDArray.arange(UInt8(1), n, step: Int16(2)) == NDArray([1]))
    #expect(NDArray.arange(0, n, step: 1.0).dtype == .float32)
    #expect(NDArray.arange(0.0, n).dtype == .float32)
    #expect(NDArray.arange(2.5) == NDArray([0, 1, 2] as [Float]))
    #expect(NDArray.arange(Int32(2)) == NDArray([0, 1]))
    #expect(NDArray.eye(2, 3).rows(as: Int.self) == [[1, 0, 0], [0, 1, 0]])
    #expect(NDArray.full([2], 1.5, dtype: .int64).scalars(as: Int.self) == [1, 1])
    #expect(NDArray.ones([2], dtype: .bool) == NDArray([true, true]))
  }
}
