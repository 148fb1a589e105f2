import ApusTensor
import Testing

/// Changing an array never changes another, and copies only what is shared.
@Suite struct CopyOnWriteTests {
  @Test func copiesAreIndependent() {
    let a = NDArray([1, 2, 3])
    var b = a
    #expect(a.address == b.address)
    b[0] = NDArray(scalar: 9)
    #expect(a.scalars(as: Int.self) == [1, 2, 3])
    #expect(b.scalars(as: Int.self) == [9, 2, 3])
    #expect(a.address != b.address)
  }

  @Test func viewsAreIndependent() {
    var a = NDArray([1, 2, 3, 4], shape: [2, 2])
    let (row, transposed) = (a[0], a.T)
    a[0, 0] = NDArray(scalar: 9)
    #expect(row.scalars(as: Int.self) == [1, 2])
    #expect(transposed.scalars(as: Int.self) == [1, 3, 2, 4])
    var view = a[1]
    view[0] = NDArray(scalar: -1)
    #expect(a.scalars(as: Int.self) == [9, 2, 3, 4])
  }

  @Test func uniqueMemoryStaysInPlace() {
    var a = NDArray.zeros([100])
    let address = a.address
    a[3] = NDArray(scalar: 1)
    a[0..<50] = NDArray(scalar: 2)
    a.withMutableElements(as: Float.self) { $0[0] = 5 }
    #expect(a.address == address)
    #expect(a[0].item() == 5)
  }

  @Test func expandedMemoryIsCopied() {
    var a = NDArray.zeros([1]).expand(3)
    a[1] = NDArray(scalar: 1)
    #expect(a.scalars(as: Int.self) == [0, 1, 0])
  }

  @Test func arraysCrossTasks() async {
    let a = NDArray.arange(1000)
    let sums = await withTaskGroup(of: Double.self) { group in
      for i in 0..<8 {
        group.addTask {
          var copy = a
          copy[i] = NDArray(scalar: 10_000)
          return copy.sum().item() + Double(i)
        }
      }
      return await group.reduce(into: [Double]()) { $0.append($1) }
    }
    #expect(sums == [Double](repeating: 509_500, count: 8))
  }
}
