import ApusTensor
import ApusTestSupport
import Testing

@Suite struct MatmulTests {
  /// The definition, element by element.
  private func product(_ a: NDArray, _ b: NDArray) -> NDArray {
    (a.unsqueeze(-1) * b.unsqueeze(-3)).sum(dim: -2)
  }

  private func random(_ shape: [Int], seed: UInt64 = 1) -> NDArray {
    .uniform(shape, from: -1, to: 1, dtype: .float64, generator: Generator(seed: seed))
  }

  @Test(arguments: [
    ([3, 4], [4, 5]), ([2, 3, 4], [2, 4, 5]), ([2, 3, 4], [4, 5]), ([2, 1, 3, 4], [3, 4, 2]),
    ([3, 4], [2, 4, 5]), ([1, 4], [4, 1]), ([5, 2, 3, 4], [5, 1, 4, 2]), ([0, 4], [4, 5]),
    ([3, 0], [0, 5]), ([2, 3, 0], [0, 5]), ([0, 3, 4], [4, 5]), ([100, 70], [70, 90]),
  ]) func equalsItsDefinition(_ shapes: ([Int], [Int])) {
    let (a, b) = (random(shapes.0), random(shapes.1, seed: 2))
    let expected = product(a, b)
    func transposed(_ x: NDArray) -> NDArray { x.transpose(-1, -2).contiguous().transpose(-1, -2) }
    func gapped(_ x: NDArray) -> NDArray {
      NDArray.stack([x, x], dim: x.rank)[.ellipsis, 0]
    }
    for left in [a, transposed(a), gapped(a)] {
      for right in [b, transposed(b), gapped(b)] {
        #expect(difference(left.matmul(right), expected, atol: 1e-13) == nil)
      }
    }
    let single = a.to(.float32).matmul(b.to(.float32))
    #expect(difference(single, expected.to(.float32), atol: 1e-5) == nil)
  }

  /// Sizes for which products run on panels in float32: parts of panels, of tiles, of blocks of the depth.
  @Test(arguments: [(4, 64, 200), (65, 128, 17), (700, 64, 16), (33, 250, 1030), (600, 120, 530)])
  func largeOnes(_ m: Int, _ n: Int, _ k: Int) {
    let (a, b) = (random([m, k]), random([k, n], seed: 2))
    let expected = a.matmul(b).to(.float32)
    for left in [a, a.T.contiguous().T] {
      for right in [b, b.T.contiguous().T] {
        let result = left.to(.float32).matmul(right.to(.float32))
        #expect(difference(result, expected, atol: 1e-4) == nil)
      }
    }
  }

  @Test func vectors() {
    let (m, v) = (random([3, 4]), random([4], seed: 2))
    #expect(difference(m.matmul(v), (m * v).sum(dim: 1), atol: 1e-14) == nil)
    #expect(difference(v.matmul(m.T), (m * v).sum(dim: 1), atol: 1e-14) == nil)
    #expect(difference(v.matmul(v), (v * v).sum(), atol: 1e-14) == nil)
    #expect(v.matmul(v).shape == [])
    #expect(random([2, 3, 4]).matmul(v).shape == [2, 3])
    #expect(v.matmul(random([2, 4, 3])).shape == [2, 3])
  }

  @Test func repeatedRowsAndColumns() {
    let row = random([1, 4]).expand(3, 4)
    let column = random([4, 1], seed: 2).expand(4, 5)
    #expect(difference(row.matmul(column), product(row, column), atol: 1e-14) == nil)
  }

  @Test func qr() {
    for shape in [[5, 3], [3, 5], [4, 4], [1, 1], [0, 3], [3, 0]] {
      let a = random(shape)
      let (q, r) = a.qr()
      let k = min(shape[0], shape[1])
      #expect(q.shape == [shape[0], k] && r.shape == [k, shape[1]])
      #expect(difference(q.matmul(r), a, atol: 1e-14) == nil)
      #expect(difference(q.T.matmul(q), .eye(k, dtype: .float64), atol: 1e-14) == nil)
      for i in 0..<k { for j in 0..<min(i, shape[1]) { #expect(r[i, j].item() == 0) } }
    }
  }
}

/// Tests that change the precision that the process multiplies with.
@Suite(.serialized) struct MatmulPrecisionTests {
  /// Operands rounded to bfloat16, sums in float32: read as they are and transposed, in one block of the depth and in two,
  /// with an even depth and an odd one.
  @Test(arguments: [40, 531, 2501]) func mediumRoundsTheOperands(depth: Int) {
    let a = NDArray.rand([65, depth], generator: Generator(seed: 3)) - 0.5
    let b = NDArray.rand([depth, 120], generator: Generator(seed: 4)) - 0.5
    let expected = rounded(a).to(.float64).matmul(rounded(b).to(.float64)).to(.float32)
    for left in [a, a.T.contiguous().T] {
      for right in [b, b.T.contiguous().T] {
        let product = withMatmulPrecision(.medium) { left.matmul(right) }
        #expect(difference(product, expected, rtol: 1e-5, atol: 5e-5) == nil)
      }
    }
    #expect(
      difference(a.to(.float64).matmul(b.to(.float64)).to(.float32), expected, atol: 1e-3) != nil)
  }

  private func rounded(_ x: NDArray) -> NDArray {
    let halves = x.scalars(as: Float.self).map { number in
      let bits = number.bitPattern
      return Float(bitPattern: (bits + 0x7fff + bits >> 16 & 1) & 0xffff_0000)
    }
    return NDArray(halves, shape: x.shape)
  }
}

@Suite struct ThreadTests {
  @Test func bitsDoNotDependOnTheThreads() {
    let a = NDArray.rand([600, 1100], generator: Generator(seed: 3))
    let onPanels = NDArray.rand([1100, 120], generator: Generator(seed: 4))
    let onBLAS = NDArray.rand([1100, 129], generator: Generator(seed: 5))
    func results() -> [NDArray] {
      [
        a.matmul(onPanels), a.T.contiguous().T.matmul(onPanels), a.matmul(onBLAS),
        a.logSoftmax(dim: 1),
      ]
    }
    let expected = withThreads(1) { results() }
    for threads in [2, 3, 7, 64] { #expect(withThreads(threads) { results() } == expected) }
  }
}
