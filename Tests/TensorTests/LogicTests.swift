import ApusTensor
import Testing

@Suite struct LogicTests {
  let a = NDArray([0, 2, .nan, -0.0, .infinity] as [Float])
  let b = NDArray([true, true, false, false, true])

  private func truths(_ x: NDArray) -> [Bool] {
    #expect(x.dtype == .bool)
    return x.scalars(as: Bool.self)
  }

  @Test func combined() {
    #expect(truths(a.logicalAnd(b)) == [false, true, false, false, true])
    #expect(truths(a.logicalOr(b)) == [true, true, true, false, true])
    #expect(truths(a.logicalXor(b)) == [true, false, true, false, false])
    #expect(truths(a.logicalNot()) == [true, false, false, true, false])
    #expect(NDArray([[1], [0]]).logicalAnd(NDArray([1, 0])).shape == [2, 2])
  }

  @Test func ofNumbers() {
    #expect(truths(a.isNaN()) == [false, false, true, false, false])
    #expect(truths(NDArray([1, -.infinity, .nan] as [Float]).isInf()) == [false, true, false])
    #expect(truths(NDArray([1, -.infinity, .nan] as [Float]).isFinite()) == [true, false, false])
    for whole in [NDArray([1, 2]), NDArray([true, false])] {
      #expect(!whole.isNaN().any() && !whole.isInf().any() && whole.isFinite().all())
    }
  }

  @Test func summedUp() {
    let x = NDArray([[0, 1, .nan], [0, 2, 3]] as [[Double]])
    #expect(!x.all() && x.any())
    #expect(truths(x.all(dim: 0)) == [false, true, true])
    #expect(truths(x.all(dims: [-1])) == [false, false])
    #expect(truths(x.any(dim: 0)) == [false, true, true])
    #expect(x.any(dims: [0, 1], keepDim: true).shape == [1, 1])
    #expect(x.all(dims: []).shape == [2, 3])
    #expect(truths(NDArray.zeros([2, 0]).all(dim: 1)) == [true, true])
    #expect(truths(NDArray.zeros([2, 0]).any(dim: 1)) == [false, false])
  }
}
