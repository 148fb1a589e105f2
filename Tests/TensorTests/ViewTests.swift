import ApusTensor
import Testing

/// Arrays that look at other arrays' memory.
@Suite struct ViewTests {
  let a = NDArray.arange(24).reshape(2, 3, 4)

  @Test func shapeAndCount() {
    #expect(a.shape == [2, 3, 4])
    #expect(a.rank == 3)
    #expect((-3..<3).map { a.size($0) } == a.shape + a.shape)
    #expect(a.count == 24)
    #expect(a.isContiguous)
    #expect(NDArray(scalar: 1.5).shape == [])
    #expect(NDArray(scalar: 1.5).item() == 1.5)
    #expect(NDArray.zeros([2, 0, 3]).count == 0)
  }

  @Test func transposeAndPermuteShareMemory() {
    let t = a.transpose(0, -1)
    #expect(t.shape == [4, 3, 2])
    #expect(t.address == a.address)
    #expect(!t.isContiguous)
    #expect(t.scalars(as: Int.self).prefix(6) == [0, 12, 4, 16, 8, 20])
    #expect(a.permute(2, 0, 1) == a.transpose(0, 2).transpose(1, 2))
    #expect(a.permute(-1, 0, 1).shape == [4, 2, 3])
    #expect(a[0].T.scalars(as: Int.self) == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
  }

  @Test func contiguousCopiesOnlyWhereNeeded() {
    #expect(a.contiguous().address == a.address)
    let t = a.transpose(1, 2)
    #expect(t.contiguous().address != a.address)
    #expect(t.contiguous() == t)
  }

  @Test func reshape() {
    #expect(a.reshape(4, 6).address == a.address)
    #expect(a.reshape(-1, 8).shape == [3, 8])
    #expect(a.reshape(24)[23].item() == 23)
    #expect(a.reshape([2, 1, 12, 1]).shape == [2, 1, 12, 1])
    #expect(NDArray(scalar: 3).reshape(1, 1).shape == [1, 1])
    #expect(NDArray.zeros([2, 0]).reshape(0, 5).shape == [0, 5])
    // Only the joined part of a transposed array needs a copy.
    let t = a.transpose(0, 1)
    #expect(t.reshape(3, 2, 2, 2).address == a.address)
    #expect(t.reshape(3, 8).address != a.address)
    #expect(t.reshape(3, 8).scalars(as: Int.self) == t.scalars(as: Int.self))
  }

  /// Every reshape of every permutation shows the elements in the same row-major order.
  @Test func reshapeOfViewsKeepsTheOrder() {
    let sources = [
      a, a.permute(2, 0, 1), a.transpose(0, 1), a.transpose(1, 2), a[0..., 1...2, (0)...],
      a[.slice(step: 2), .slice(step: 2), .slice(step: 3)], a.unsqueeze(1).expand(2, 5, 3, 4),
      a[0..., 0..<1].expand(2, 3, 4),
    ]
    for source in sources {
      let n = source.count
      for shape in [[n], [1, n, 1], [2, n / 2], [n / 2, 2], [n / 4, 2, 2], [2, n / 4, 2]]
      where shape.reduce(1, *) == n {
        #expect(source.reshape(shape).scalars(as: Int.self) == source.scalars(as: Int.self))
      }
    }
  }

  @Test func flatten() {
    #expect(a.flatten().shape == [24])
    #expect(a.flatten(1).shape == [2, 12])
    #expect(a.flatten(0, 1).shape == [6, 4])
    #expect(NDArray(scalar: 1).flatten().shape == [1])
  }

  @Test func squeezeAndUnsqueeze() {
    #expect(a.unsqueeze(0).shape == [1, 2, 3, 4])
    #expect(a.unsqueeze(-1).shape == [2, 3, 4, 1])
    #expect(a.unsqueeze(1).squeeze(1).shape == [2, 3, 4])
    #expect(a.squeeze(1).shape == [2, 3, 4])
    #expect(NDArray.zeros([1, 3, 1]).squeeze().shape == [3])
    #expect(NDArray.zeros([1, 3, 1]).squeeze(-1).shape == [1, 3])
  }

  @Test func expand() {
    let row = NDArray([1, 2, 3])
    #expect(row.expand(2, 3).rows(as: Int.self) == [[1, 2, 3], [1, 2, 3]])
    #expect(row.expand(2, 3).address == row.address)
    #expect(row.unsqueeze(1).expand(-1, 2).rows(as: Int.self) == [[1, 1], [2, 2], [3, 3]])
    #expect(NDArray.ones([1]).expand(0).count == 0)
    #expect(NDArray(scalar: 7).expand(2, 2).scalars(as: Int.self) == [7, 7, 7, 7])
  }

  @Test func diagonal() {
    #expect(a[0].diagonal().scalars(as: Int.self) == [0, 5, 10])
    #expect(a[0].T.diagonal().scalars(as: Int.self) == [0, 5, 10])
  }

  @Test func bytesAreInRowMajorOrder() {
    let t = NDArray([1, 2, 3, 4, 5, 6] as [UInt8], shape: [2, 3]).T
    t.withBytes { #expect(Array($0) == [1, 4, 2, 5, 3, 6]) }
  }

  @Test func equality() {
    #expect(a == a.transpose(0, 1).contiguous().transpose(0, 1))
    #expect(a != a.to(.int32))
    #expect(a != a.reshape(3, 2, 4))
    #expect(NDArray([Float.nan]) != NDArray([Float.nan]))
    #expect(NDArray.zeros([0, 2]) == NDArray.zeros([0, 2]))
  }
}
