import ApusTensor
import Glibc
import Testing

@Suite struct ElementwiseTests {
  @Test func broadcasting() {
    let column = NDArray([[1], [2]])
    let row = NDArray([10, 20, 30])
    #expect((column + row).rows(as: Int.self) == [[11, 21, 31], [12, 22, 32]])
    #expect((row - column).rows(as: Int.self) == [[9, 19, 29], [8, 18, 28]])
    #expect((row * NDArray(scalar: 2)).scalars(as: Int.self) == [20, 40, 60])
    #expect((NDArray.zeros([0, 3]) + row).shape == [0, 3])
    #expect((NDArray.zeros([2, 1, 3]) + NDArray.zeros([4, 1])).shape == [2, 4, 3])
    #expect(NDArray.broadcastShape([2, 1], [3]) == [2, 3])
    #expect(NDArray.broadcastShape([2], [3]) == nil)
  }

  @Test func everyLayoutGivesTheSame() {
    let a = NDArray.arange(24, dtype: .float64).reshape(2, 3, 4)
    let b = (NDArray.arange(24, dtype: .float64) / 7).reshape(4, 3, 2).transpose(0, 2)
    let expected = NDArray(
      zip(a.scalars(as: Double.self), b.scalars(as: Double.self)).map { $0 * $1 - $1 },
      shape: [2, 3, 4])
    #expect(a * b - b == expected)
    #expect(a * b.contiguous() - b == expected)
    #expect((a.transpose(0, 1) * b.transpose(0, 1) - b.transpose(0, 1)).transpose(0, 1) == expected)
  }

  @Test func compoundAssignment() {
    var a = NDArray([1, 2] as [Float])
    a += NDArray([2])
    a *= NDArray([3])
    a -= NDArray(scalar: 1)
    a /= NDArray([[2], [4]])
    #expect(a.rows(as: Float.self) == [[4, 5.5], [2, 2.75]])
  }

  @Test func integersWrapAndDivide() {
    #expect((NDArray([200] as [UInt8]) + NDArray([100] as [UInt8])).scalars(as: UInt8.self) == [44])
    #expect((-NDArray([1] as [UInt8])).scalars(as: UInt8.self) == [255])
    #expect((NDArray([Int32.max]) + NDArray([1] as [Int32])).scalars(as: Int32.self) == [.min])
    #expect((NDArray([7, 8]) / NDArray([2, 3])).scalars(as: Float.self) == [3.5, 8 / 3])
    #expect(NDArray([3, -2]).pow(3) == NDArray([27, -8]))
    #expect(
      (NDArray([true, false]) + NDArray([true, true])).scalars(as: Bool.self) == [true, true])
    #expect((NDArray([true, false]) * NDArray([true, true])) == NDArray([true, false]))
  }

  @Test func absoluteValues() {
    #expect(NDArray([-3, 0, 4]).abs() == NDArray([3, 0, 4]))
    #expect(NDArray([1, 255] as [UInt8]).abs() == NDArray([1, 255] as [UInt8]))
    let floats = NDArray([-1.5, -0.0, 0.0, -.infinity, .nan] as [Float]).abs()
      .scalars(as: Float.self)
    #expect(floats.map(\.sign) == [.plus, .plus, .plus, .plus, floats[4].sign])
    #expect(floats[0] == 1.5 && floats[3] == .infinity && floats[4].isNaN)
  }

  @Test func nanSpreads() {
    let a = NDArray([.nan, 1, .nan] as [Float])
    let b = NDArray([1, .nan, .nan] as [Float])
    #expect(a.maximum(b).isNaN().all())
    #expect(a.minimum(b).isNaN().all())
    #expect(a.relu().isNaN().scalars(as: Bool.self) == [true, false, true])
    #expect(a.clamp(min: 0, max: 0.5).isNaN().scalars(as: Bool.self) == [true, false, true])
    #expect(a.sign().isNaN().scalars(as: Bool.self) == [true, false, true])
    #expect(!a.equal(a)[0].all() && a.notEqual(a)[0].all())
    #expect(!a.lessEqual(a)[0].all() && !a.greaterEqual(a)[0].all())
  }

  @Test func functionsAtTheirEnds() {
    let x = NDArray([0, -0.0, 1, -1, .infinity, -.infinity] as [Float])
    func expect(_ actual: NDArray, _ expected: [Float], _ name: Comment) {
      let equal = zip(actual.scalars(as: Float.self), expected).allSatisfy {
        $0 == $1 || ($0.isNaN && $1.isNaN)
      }
      #expect(equal, name)
    }
    expect(x.exp(), [1, 1, Glibc.expf(1), Glibc.expf(-1), .infinity, 0], "exp")
    expect(x.log(), [-.infinity, -.infinity, 0, .nan, .infinity, .nan], "log")
    expect(x.sqrt(), [0, 0, 1, .nan, .infinity, .nan], "sqrt")
    expect(x.sigmoid()[4...], [1, 0], "sigmoid")
    expect(x.tanh()[4...], [1, -1], "tanh")
    expect(x.sign(), [0, 0, 1, -1, 1, -1], "sign")
    expect(x.relu(), [0, 0, 1, 0, .infinity, 0], "relu")
    expect(x.pow(0), [1, 1, 1, 1, 1, 1], "pow 0")
    #expect(x.isFinite().scalars(as: Bool.self) == [true, true, true, true, false, false])
    #expect(NDArray([-1.5, 1.5]).floor().scalars(as: Double.self) == [-2, 1])
    // Integers keep their type.
    #expect(NDArray([-3, 0, 5]).floor() == NDArray([-3, 0, 5]))
    #expect(NDArray([-3, 0, 5]).sign() == NDArray([-1, 0, 1]))
    #expect(NDArray([0, 7] as [UInt8]).sign() == NDArray([0, 1] as [UInt8]))
    #expect(NDArray([false, true]).sign() == NDArray([false, true]))
  }

  @Test func comparisonsAndLogic() {
    let (a, b) = (NDArray([1, 2, 3]), NDArray([3, 2, 1]))
    #expect(a.less(b) == NDArray([true, false, false]))
    #expect(a.lessEqual(b) == NDArray([true, true, false]))
    #expect(a.greater(b) == NDArray([false, false, true]))
    #expect(a.greaterEqual(b) == NDArray([false, true, true]))
    #expect(a.equal(b) == NDArray([false, true, false]))
    #expect(a.notEqual(2) == NDArray([true, false, true]))
    #expect(a.less(2.5) == NDArray([true, true, false]))
    #expect(a.less(b).logicalOr(a.equal(b)) == a.lessEqual(b))
    #expect(a.less(b).logicalNot().logicalAnd(a.greater(b)) == a.greater(b))
  }

  @Test func choice() {
    let mask = NDArray([[true], [false]])
    let chosen = NDArray([1, 2]).where(mask, else: NDArray(scalar: 0.5 as Float))
    #expect(chosen.rows(as: Float.self) == [[1, 2], [0.5, 0.5]])
    #expect(chosen.dtype == .float32)
  }

  /// As sqrt has it, where C's pow gives inf, 0 and inf.
  @Test func powersOfAHalfAreRoots() {
    let x = NDArray([-.infinity, -0.0, 4] as [Double])
    let (roots, inverse) = (
      x.pow(0.5).scalars(as: Double.self), x.pow(-0.5).scalars(as: Double.self)
    )
    #expect(roots[0].isNaN && roots[1] == 0 && roots[1].sign == .minus && roots[2] == 2)
    #expect(inverse[0].isNaN && inverse[1] == -.infinity && inverse[2] == 0.5)
    #expect(NDArray([4, 9]).pow(0.5) == NDArray([2, 3] as [Float]))
  }

  @Test func conversions() {
    let x = NDArray([-1.9, 0, 2.9, 300, .nan, .infinity] as [Double])
    #expect(x.to(.int64).scalars(as: Int.self) == [-1, 0, 2, 300, 0, .max])
    #expect(x.to(.bool).scalars(as: Bool.self) == [true, false, true, true, true, true])
    let large = NDArray([.nan, .infinity, -.infinity, 3e9, -3e9, -2.5] as [Double])
    let nearest: [Int32] = [0, .max, .min, .max, .min, -2]
    #expect(large.to(.int32).scalars(as: Int32.self) == nearest)
    #expect(NDArray([300.7, -1] as [Double]).to(.uint8).scalars(as: UInt8.self) == [44, 255])
    #expect(NDArray([300, -1]).to(.uint8).scalars(as: UInt8.self) == [44, 255])
    #expect(NDArray([1 << 40]).to(.int32).scalars(as: Int32.self) == [0])
    #expect(NDArray([0.1]).to(.float32).to(.float64).item() == Double(0.1 as Float))
    #expect(x.to(.float64).address == x.address)
  }

  @Test func literalsAndTypes() {
    #expect(NDArray([1.0]).dtype == .float64)
    #expect(NDArray([1.0 as Float]).dtype == .float32)
    #expect(NDArray([1]).dtype == .int64)
    #expect(NDArray([[1, 2], [3, 4]]).shape == [2, 2])
    #expect(NDArray([[[1], [2]]]).shape == [1, 2, 1])
  }

  /// The vectorised float32 functions against the C library in double precision.
  @Test func vectorFunctionsAreAccurate() {
    let x = NDArray.uniform([20_000], from: -20, to: 20, generator: Generator(seed: 1))
    func ulps(_ y: NDArray, _ exact: (Double) -> Double) -> Double {
      zip(x.scalars(as: Double.self), y.scalars(as: Float.self)).map { x, y in
        let expected = exact(x)
        return abs(Double(y) - expected) / Double(Float(expected).ulp)
      }.max()!
    }
    #expect(ulps(x.exp(), Glibc.exp) <= 2)
    #expect(ulps(x.tanh(), Glibc.tanh) <= 3)
    #expect(ulps(x.sigmoid(), { 1 / (1 + Glibc.exp(-$0)) }) <= 3)
    let positive = x.abs() + 1e-3
    let logs = zip(positive.scalars(as: Double.self), positive.log().scalars(as: Float.self))
    #expect(
      logs.allSatisfy { abs(Double($1) - Glibc.log($0)) <= 2 * Double(Float(Glibc.log($0)).ulp) })
  }
}
