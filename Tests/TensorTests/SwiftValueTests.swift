import ApusTensor
import Testing

/// Arrays from values of every Swift type, and back.
@Suite struct SwiftValueTests {
  private func expect<T: ArrayElement & Equatable>(_ values: [T], _ dtype: DType) {
    let array = NDArray(values)
    #expect(array.dtype == dtype && array.scalars(as: T.self) == values)
    let rows = NDArray([values, values])
    #expect(rows.dtype == dtype && rows.rows(as: T.self) == [values, values])
    #expect(NDArray([[values], [values]]).shape == [2, 1, values.count])
    #expect(NDArray(scalar: values[0]) == array[0])
    #expect(NDArray(values, shape: [values.count, 1]).flatten() == array)
  }

  @Test func typesAndValues() {
    expect([-128, 127] as [Int8], .int32)
    expect([-32_768, 32_767] as [Int16], .int32)
    expect([.min, .max] as [Int32], .int32)
    expect([.min, 16_777_217, .max] as [Int64], .int64)
    expect([.min, 1 << 53 + 1, .max] as [Int], .int64)
    expect([-(1 << 62), 5] as [Int128], .int64)
    expect([0, 255] as [UInt8], .uint8)
    expect([0, 65_535] as [UInt16], .int32)
    expect([0, .max] as [UInt32], .int64)
    expect([0, 1 << 63 - 1] as [UInt64], .int64)
    expect([0, 1 << 63 - 1] as [UInt], .int64)
    expect([0, 1 << 63 - 1] as [UInt128], .int64)
    expect([0.5, -65_504] as [Float16], .float32)
    expect([0.1, .infinity] as [Float], .float32)
    expect([0.1, -.infinity] as [Double], .float64)
    expect([true, false], .bool)
    #if arch(x86_64)
      expect([0.5, 0x1p1000] as [Float80], .float64)
    #endif
  }

  @Test func readAsOtherTypes() {
    #expect(NDArray([1.9, -2.9]).scalars(as: Int64.self) == [1, -2])
    #expect(NDArray([1.9, -2.9]).scalars(as: Int8.self) == [1, -2])
    #expect(NDArray([1e19, .nan]).scalars(as: UInt64.self) == [10_000_000_000_000_000_000, 0])
    #expect(NDArray([-1e30]).scalars(as: Int128.self) == [Int128(-1e30)])
    #expect(NDArray([1e30]).scalars(as: Int64.self) == [.max])
    #expect(NDArray([[1, 2], [3, 4]]).rows(as: UInt16.self) == [[1, 2], [3, 4]])
    #expect(NDArray([1 / 3.0]).scalars(as: Float16.self) == [Float16(1 / 3.0)])
    #expect(NDArray([] as [Int16]).scalars(as: Int16.self) == [])
  }

  @Test func typesThatAreAskedFor() {
    #expect(NDArray([1, 16_777_217], dtype: .int64) == NDArray([1, 16_777_217]))
    #expect(NDArray([[1, 2.5]], dtype: .int32) == NDArray([[1, 2]] as [[Int32]]))
    #expect(NDArray([[[1, 0]]], dtype: .bool) == NDArray([[[true, false]]]))
    #expect(NDArray([1 / 2, .infinity], dtype: .float64) == NDArray([0.5, .infinity]))
    let (whole, single): ([[Int]], [Float]) = ([[1 << 53 + 1]], [0.1])
    #expect(NDArray(whole, dtype: .int64) == NDArray([[1 << 53 + 1]]))
    #expect(NDArray(single, dtype: .float64) == NDArray([Double(0.1 as Float)]))
    #expect(NDArray([UInt8(7)], dtype: .float32) == NDArray([7 as Float]))
    #expect(NDArray([[[1, 2]]] as [[[Int8]]], dtype: .int64) == NDArray([[[1, 2]]]))
    #expect(NDArray([] as [Number], dtype: .uint8).shape == [0])
    #expect(NDArray([[]] as [[Double]], dtype: .uint8).shape == [1, 0])
  }
}
