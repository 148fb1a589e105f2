import ApusTensor
import Testing

/// `array[...]`, read and assigned.
@Suite struct SlicingTests {
  let a = NDArray.arange(24).reshape(2, 3, 4)

  @Test func integersDropDimensions() {
    #expect(a[1].shape == [3, 4])
    #expect(a[1, 2].scalars(as: Int.self) == [20, 21, 22, 23])
    #expect(a[1, 2, 3].shape == [])
    #expect(a[1, 2, 3].item() == 23)
    #expect(a[-1, -1, -4].item() == 20)
    #expect(a.select(1, -1) == a[0..., 2])
  }

  @Test func rangesKeepDimensions() {
    #expect(a[0..<1].shape == [1, 3, 4])
    #expect(a[0..., 1...2].shape == [2, 2, 4])
    #expect(a[0, 0, ..<2].scalars(as: Int.self) == [0, 1])
    #expect(a[0, 0, ...2].scalars(as: Int.self) == [0, 1, 2])
    #expect(a[0, 0, 2...].scalars(as: Int.self) == [2, 3])
  }

  @Test func negativeBoundsCountFromTheEnd() {
    #expect(a[0, 0, (-2)...].scalars(as: Int.self) == [2, 3])
    #expect(a[0, 0, ..<(-1)].scalars(as: Int.self) == [0, 1, 2])
    #expect(a[0, 0, (-3)..<(-1)].scalars(as: Int.self) == [1, 2])
    #expect(a[0, 0, ...(-1)].scalars(as: Int.self) == [0, 1, 2, 3])
    #expect(a[0, 0, (-3)...(-2)].scalars(as: Int.self) == [1, 2])
  }

  @Test func rangesBeyondTheEndAreCut() {
    #expect(a[0, 0, 2..<10].scalars(as: Int.self) == [2, 3])
    #expect(a[0, 0, 5..<9].shape == [0])
    #expect(a[0, 0, 3..<1 + 2].shape == [0])
    #expect(a[0, 0, (-9)..<2].scalars(as: Int.self) == [0, 1])
    #expect(a[0, 0, 2...Int.max].scalars(as: Int.self) == [2, 3])
    #expect(a[0, 0, ...Int.max].count == 4)
    #expect(a[0, 0, Int.min..<Int.max].count == 4)
    #expect(a[0, 0, .slice(1, .max, step: .max)].scalars(as: Int.self) == [1])
    #expect(a[.slice(step: .max)].shape == [1, 3, 4])
    #expect(a[0, 0, .slice(Int.max)].shape == [0])
  }

  @Test func stepsEllipsisAndNewAxis() {
    #expect(a[0, 0, .slice(step: 2)].scalars(as: Int.self) == [0, 2])
    #expect(a[0, 0, .slice(1, step: 2)].scalars(as: Int.self) == [1, 3])
    #expect(a[0, 0, .slice(0, 3, step: 2)].scalars(as: Int.self) == [0, 2])
    #expect(a[.ellipsis, 0].shape == [2, 3])
    #expect(a[.ellipsis, 0] == a[0..., 0..., 0])
    #expect(a[1, .ellipsis, 0].scalars(as: Int.self) == [12, 16, 20])
    #expect(a[.ellipsis].shape == [2, 3, 4])
    #expect(a[0, 1, 2, .ellipsis].shape == [])
    #expect(a[.newAxis, 0].shape == [1, 3, 4])
    #expect(a[.ellipsis, .newAxis].shape == [2, 3, 4, 1])
    #expect(a[0..., .newAxis, 1].shape == [2, 1, 4])
  }

  @Test func slicesAreViews() {
    #expect(a[1].address == a.address + 12 * 8)
    #expect(a[0..., 1].transpose(0, 1).address == a.address + 4 * 8)
  }

  @Test func assignment() {
    var b = a
    b[0, 0] = NDArray([-1, -2, -3, -4])
    #expect(b[0, 0].scalars(as: Int.self) == [-1, -2, -3, -4])
    #expect(b[0, 1] == a[0, 1])
    b[0..., 1...2, .slice(step: 2)] = NDArray(scalar: 9)
    #expect(b[1].scalars(as: Int.self) == [12, 13, 14, 15, 9, 17, 9, 19, 9, 21, 9, 23])
    b[.ellipsis, 3] = NDArray([[7], [8]])
    #expect(b[.ellipsis, 3].rows(as: Int.self) == [[7, 7, 7], [8, 8, 8]])
    b[1...] = NDArray([0.9])
    #expect(b[1].sum().item() == 0)
    b[0, 0, 0..<0] = NDArray(scalar: 5)
    #expect(b[0, 0].scalars(as: Int.self) == [-1, -2, -3, 7])
  }

  @Test func assignmentFromItself() {
    var b = NDArray([1, 2, 3, 4])
    b[1...] = b[..<3]
    #expect(b.scalars(as: Int.self) == [1, 1, 2, 3])
    var m = NDArray.arange(9).reshape(3, 3)
    m[.ellipsis] = m.T
    #expect(m.rows(as: Int.self) == [[0, 3, 6], [1, 4, 7], [2, 5, 8]])
  }

  @Test func assignmentToAView() {
    var t = a.transpose(0, 2)
    t[0] = NDArray(scalar: -5)
    #expect(t[0].scalars(as: Int.self) == [Int](repeating: -5, count: 6))
    #expect(t[1] == a.transpose(0, 2)[1])
    #expect(a == NDArray.arange(24).reshape(2, 3, 4))
  }
}
