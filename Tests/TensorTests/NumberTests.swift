import ApusTensor
import Testing

/// Numbers beside arrays: what they become there, and what that gives.
@Suite struct NumberTests {
  private let bytes = NDArray([1, 200] as [UInt8])
  private let large = NDArray([16_777_217, Int.max, Int.min])

  // MARK: - Comparison

  @Test func comparisonsOfIntegersAreExact() {
    #expect(NDArray([UInt8(1)]).less(256) == NDArray([true]))
    #expect(bytes.greater(-1) == NDArray([true, true]))
    #expect(bytes.equal(456) == NDArray([false, false]))  // 200 + 256
    #expect(bytes.notEqual(256 + 1) == NDArray([true, true]))
    #expect(bytes.lessEqual(199.5) == NDArray([true, false]))
    #expect(bytes.greaterEqual(-0.5) == NDArray([true, true]))
    #expect(bytes.less(255.5) == NDArray([true, true]))
    #expect(NDArray([Int32(5)]).less(3e9) == NDArray([true]))
    #expect(NDArray([Int32(5)]).greater(-3_000_000_000) == NDArray([true]))
    #expect(large.greater(16_777_216.5) == NDArray([true, true, false]))
    #expect(large.equal(16_777_216.5) == NDArray([false, false, false]))
    #expect(large.notEqual(16_777_216.5) == NDArray([true, true, true]))
    #expect(large.equal(9_223_372_036_854_775_807) == NDArray([false, true, false]))
    // 2^63, which no Int is, and -2^63, which one is.
    #expect(large.less(0x1p63) == NDArray([true, true, true]))
    #expect(large.lessEqual(-0x1p63) == NDArray([false, false, true]))
    #expect(NDArray([1 << 53 + 1]).greater(0x1p53) == NDArray([true]))
  }

  @Test func comparisonsWithWhatIsNoNumberOrInfinite() {
    for array in [bytes, large, NDArray([true, false]), NDArray([1.5, -2])] {
      let (all, none) = (
        NDArray.ones(array.shape, dtype: .bool), NDArray.zeros(array.shape, dtype: .bool)
      )
      #expect(array.less(.infinity) == all && array.greaterEqual(-.infinity) == all)
      #expect(array.greater(.infinity) == none && array.equal(-.infinity) == none)
      #expect(array.equal(.nan) == none && array.notEqual(.nan) == all)
      #expect(array.less(.nan) == none && array.greaterEqual(Double.nan) == none)
    }
  }

  @Test func truthValuesAreZeroAndOne() {
    let truth = NDArray([true, false])
    #expect(truth.less(0.5) == NDArray([false, true]))
    #expect(truth.equal(1) == truth)
    #expect(truth.less(300) == NDArray([true, true]))
    #expect(truth + 300 == NDArray([301, 300]))
    #expect(-truth == NDArray([-1, 0]))
  }

  /// Every comparison of every small integer with every half, beside Swift's own.
  @Test func comparisonsAreThoseOfDoubles() {
    let array = NDArray(Array(UInt8(0)...255))
    let values = array.scalars(as: Double.self)
    for number in stride(from: -1.5, through: 257, by: 0.5) {
      #expect(array.equal(number) == NDArray(values.map { $0 == number }))
      #expect(array.notEqual(number) == NDArray(values.map { $0 != number }))
      #expect(array.less(number) == NDArray(values.map { $0 < number }))
      #expect(array.lessEqual(number) == NDArray(values.map { $0 <= number }))
      #expect(array.greater(number) == NDArray(values.map { $0 > number }))
      #expect(array.greaterEqual(number) == NDArray(values.map { $0 >= number }))
    }
  }

  // MARK: - Arithmetic

  @Test func wholeNumbersStayExact() {
    let times = NDArray([1_700_000_000_123_456_789])
    #expect(times - 1_700_000_000_000_000_000 == NDArray([123_456_789]))
    let start = 1_700_000_000_000_000_000
    #expect(times - start == NDArray([123_456_789]))
    #expect(start - times == NDArray([-123_456_789]))
    var changed = times
    changed -= UInt64(start)
    changed += 1
    changed *= 2 as Int8
    #expect(changed == NDArray([246_913_580]))
    #expect(NDArray([3]) * (1 << 60) == NDArray([3 << 60]))
    #expect(NDArray([1 << 53 + 1]) + 0 == NDArray([1 << 53 + 1]))
  }

  @Test func typesOfResults() {
    #expect((bytes + 2).dtype == .uint8 && (bytes + 2.0).dtype == .float32)
    #expect((bytes + 0.5).dtype == .float32 && (large * 1e300).dtype == .float32)
    #expect((bytes / 2).dtype == .float32 && (2 / bytes).dtype == .float32)
    #expect((NDArray([1.0 as Float]) * 1e300).item() == .infinity)
    #expect((NDArray([1.0 as Float]) + Int.max).dtype == .float32)
    #expect(bytes / 400 == NDArray([0.0025, 0.5] as [Float]))
    #expect(400 / bytes == NDArray([400, 2] as [Float]))
    // Of arrays results still wrap.
    #expect(bytes + bytes == NDArray([2, 144] as [UInt8]))
    #expect(-bytes == NDArray([255, 56] as [UInt8]))
    #expect(-bytes[0] == NDArray(scalar: 255 as UInt8))
    #expect((-NDArray([0.0])).scalars(as: Double.self)[0].sign == .minus)
  }

  /// The type of a number decides, and not its value: 128.0 is no integer.
  @Test func realNumbersBesideIntegers() {
    let pixels = NDArray([1, 2, 250] as [UInt8])
    let mean = 128.0
    for shifted in [pixels - 128.0, pixels - mean, pixels - Float(mean)] {
      #expect(shifted == NDArray([-127, -126, 122] as [Float]))
    }
    #expect(pixels * 2.0 == NDArray([2, 4, 500] as [Float]))
    #expect(pixels + 300.0 == NDArray([301, 302, 550] as [Float]))
    #expect(NDArray([3, 5]).pow(2.0) == NDArray([9, 25] as [Float]))
    #expect(NDArray([3, 5]).clamp(min: 4.0) == NDArray([4, 5] as [Float]))
    #expect(NDArray([true, false]) * 2.0 == NDArray([2, 0] as [Float]))
    let mask = NDArray([true, false])
    #expect(NDArray([3, 5]).where(mask, else: 0.0) == NDArray([3, 0] as [Float]))
    #expect(NDArray([3, 5]).where(mask, else: 0) == NDArray([3, 0]))
    for factor in [0.5, 1] { #expect((NDArray([3, 5]) * factor).dtype == .float32) }
  }

  /// 1 / 3 is a third beside an array, as it is beside a Double.
  @Test func arithmeticOfLiterals() {
    let x = NDArray([1.0])
    #expect((x * (1 / 3)).item() == 1.0 / 3)
    #expect((1 / 2 * x).item() == 0.5)
    #expect((x * (2 - 7 * 3 + 1)).item() == -18)
    #expect((x * (.pi / 2)).item() == .pi / 2)
    #expect((x * -(1 / 4)).item() == -0.25)
    #expect((x * (1 / 0)).item() == .infinity)
    #expect((x * (9_000_000_000_000_000_000 * 10)).item() == 9e19)
    #expect((x * (-9_000_000_000_000_000_000 - 9_000_000_000_000_000_000)).item() == -1.8e19)
    // A quotient is real, as in Python.
    #expect(NDArray([1]) * (6 / 3) == NDArray([2] as [Float]))
  }

  @Test func variablesOfEveryType() {
    let x = NDArray([2.0])
    func expect<N: SwiftNumber>(_ three: N) {
      #expect((x + three).item() == 5 && (three + x).item() == 5)
      #expect((x - three).item() == -1 && (three - x).item() == 1)
      #expect((x * three).item() == 6 && (three * x).item() == 6)
      #expect((x / three).item() == 2.0 / 3 && (three / x).item() == 1.5)
      #expect(x.pow(three).item() == 8 && x.less(three).all() && !x.equal(three).any())
      #expect(x.clamp(min: three).item() == 3 && x.clamp(min: -1, max: three).item() == 2)
      #expect(NDArray.full([1], three, dtype: .int64) == NDArray([3]))
      #expect(x.where(x.less(0), else: three).item() == 3)
      var y = x
      y += three
      y *= three
      y -= three
      y /= three
      #expect(y.item() == 4)
    }
    expect(3 as Int)
    expect(3 as Int8)
    expect(3 as Int16)
    expect(3 as Int32)
    expect(3 as Int64)
    expect(3 as Int128)
    expect(3 as UInt)
    expect(3 as UInt8)
    expect(3 as UInt16)
    expect(3 as UInt32)
    expect(3 as UInt64)
    expect(3 as UInt128)
    expect(3 as Float16)
    expect(3 as Float)
    expect(3 as Double)
    #if arch(x86_64)
      expect(3 as Float80)
    #endif
  }

  @Test func bounds() {
    #expect(bytes.clamp(max: 300) == bytes && bytes.clamp(min: -5, max: 1_000_000_000) == bytes)
    #expect(bytes.clamp(min: 2, max: 100) == NDArray([2, 100] as [UInt8]))
    #expect(bytes.clamp(max: 100.5) == NDArray([1, 100.5] as [Float]))
    #expect(bytes.clamp(max: 300.5) == bytes.to(.float32))
    #expect(bytes.clamp(min: 256.5, max: .infinity) == NDArray([256.5, 256.5] as [Float]))
    #expect(NDArray([true, false]).clamp(min: 0.5) == NDArray([1, 0.5] as [Float]))
    #expect(large.clamp(min: 0) == NDArray([16_777_217, Int.max, 0]))
    #expect(large.clamp(max: 1 << 62) == NDArray([16_777_217, 1 << 62, Int.min]))
    #expect(NDArray([1.0, -2]).clamp(min: .infinity) == NDArray([Double.infinity, .infinity]))
    #expect(NDArray([1.0, -2]).clamp(max: -.infinity) == NDArray([-Double.infinity, -.infinity]))
  }

  @Test func choiceOfANumber() {
    #expect(bytes.where(bytes.less(100), else: 7) == NDArray([1, 7] as [UInt8]))
    #expect(bytes.where(bytes.less(100), else: 0.5) == NDArray([1, 0.5] as [Float]))
    #expect(
      NDArray([1, 2]).where(NDArray([true, false]), else: Int.max) == NDArray([1, Int.max]))
  }

  // MARK: - Factories

  @Test func exactFactories() {
    #expect(NDArray.full([2], 1 << 53 + 1, dtype: .int64) == NDArray([1 << 53 + 1, 1 << 53 + 1]))
    #expect(NDArray.full([1], Int.min, dtype: .int64) == NDArray([Int.min]))
    #expect(NDArray.full([1], -2.9, dtype: .int32) == NDArray([-2] as [Int32]))
    #expect(NDArray.full([1], 255.9, dtype: .uint8) == NDArray([255] as [UInt8]))
    #expect(NDArray.full([1], 300, dtype: .bool) == NDArray([true]))
    let start = 1_700_000_000_123_456_789
    #expect(
      NDArray.arange(start, start + 5, step: 2, dtype: .int64)
        == NDArray([start, start + 2, start + 4]))
    #expect(NDArray.arange(3, -3, step: -2, dtype: .int32) == NDArray([3, 1, -1] as [Int32]))
    #expect(NDArray.arange(Int.max - 1, Int.max, dtype: .int64) == NDArray([Int.max - 1]))
    #expect(
      NDArray.arange(Int.min, Int.max, step: Int.max, dtype: .int64)
        == NDArray([Int.min, -1, Int.max - 1]))
    #expect(NDArray.arange(0, 2, step: 0.5, dtype: .int64) == NDArray([0, 0, 1, 1]))
    #expect(NDArray.arange(0, 1, step: 1 / 4) == NDArray([0, 0.25, 0.5, 0.75] as [Float]))
    #expect(NDArray.arange(2.5, 2.5).shape == [0] && NDArray.arange(0).shape == [0])
    #expect(NDArray.arange(256, dtype: .uint8)[-1].item() == 255)
    #expect(NDArray.eye(2, 3, dtype: .int32).rows(as: Int.self) == [[1, 0, 0], [0, 1, 0]])
    #expect(NDArray.eye(3, 1, dtype: .bool).rows(as: Bool.self) == [[true], [false], [false]])
    #expect(NDArray.eye(0).shape == [0, 0] && NDArray.eye(2, 0).shape == [2, 0])
  }
}
