import ApusTensor
import ApusTestSupport
import Glibc
import Testing

/// Shapes that do not fit stop the program with a message that names the operation and the shapes.
@Suite struct MistakeTests {
  static let mistakes: [Mistake] = [
    Mistake("+: [2, 3] and [2] do not broadcast (dim -1: 3 vs 2)") { _ = a + .ones([2]) },
    Mistake("maximum: [2, 3] and [4, 3] do not broadcast (dim -2: 2 vs 4)") {
      _ = a.maximum(.ones([4, 3]))
    },
    Mistake("matmul: [2, 3] and [2, 3] cannot be multiplied (3 columns vs 2 rows)") {
      _ = a.matmul(a)
    },
    Mistake("matmul: both operands need the same dtype, got float32 [2, 3] and float64 [3, 2]") {
      _ = a.matmul(.ones([3, 2], dtype: .float64))
    },
    Mistake("matmul: needs float32 or float64, got int64") {
      _ = NDArray.arange(4).matmul(.arange(4))
    },
    Mistake("reshape: [2, 3] cannot become [4, 2]") { _ = a.reshape(4, 2) },
    Mistake("reshape: [2, 3] cannot become [-1, 4]") { _ = a.reshape(-1, 4) },
    Mistake("reshape: [2, 3] cannot become [-1, -1]") { _ = a.reshape(-1, -1) },
    Mistake("permute: [0, 0] is not an order of the 2 dimensions") { _ = a.permute(0, 0) },
    Mistake("transpose: dim 2 is out of range for shape [2, 3] (-2...1)") { _ = a.transpose(0, 2) },
    Mistake("T: needs a matrix, got shape [3]") { _ = a[0].T },
    Mistake("sum: a dim stands twice in [0, -2], of [2, 3]") { _ = a.sum(dims: [0, -2]) },
    Mistake("oneHot: 3 is not one of the classes 0..<3") { _ = NDArray([0, 3]).oneHot(3) },
    Mistake("all: dim 7 is out of range for shape [2, 3]") { _ = a.all(dim: 7) },
    Mistake("any: a dim stands twice in [0, 0], of [2, 3]") { _ = a.any(dims: [0, 0]) },
    Mistake("oneHot: needs integers, got float64") { _ = NDArray([0.5, 1]).oneHot(2) },
    Mistake("where: the mask must be bool, got float64") {
      _ = NDArray([1, 2]).where(NDArray([0.5, 0]), else: 0)
    },
    Mistake("oneHot: -1 is not one of the classes 0..<3") { _ = NDArray([0, -1]).oneHot(3) },
    Mistake("expand: [2, 3] does not expand to [2, 4]") { _ = a.expand(2, 4) },
    Mistake("expand: [2, 3] has more dimensions than [3]") { _ = a.expand(3) },
    Mistake("subscript: index 3 is out of bounds for dimension 1 of shape [2, 3]") { _ = a[0, 3] },
    Mistake("subscript: index -3 is out of bounds for dimension 0 of shape [2, 3]") { _ = a[-3] },
    Mistake("index 3 is out of bounds for dimension 1 with size 3") { _ = a.select(1, 3) },
    Mistake("subscript: 3 indices for an array of shape [2, 3]") { _ = a[0, 0, 0] },
    Mistake("subscript: at most one .ellipsis") { _ = a[.ellipsis, .ellipsis] },
    Mistake("assignment: [2] does not fit the part of shape [3]") {
      var b = a
      b[0] = .ones([2])
    },
    Mistake("randperm: n must be from 0 to 2^40, got -1") { _ = randperm(-1) },
    Mistake("randperm: n must be from 0 to 2^40, got \(Int.max)") { _ = randperm(.max) },
    Mistake("size: dim 2 is out of range for shape [2, 3] (-2...1)") { _ = a.size(2) },
    Mistake("size: dim \(Int.min) is out of range for shape [2, 3]") { _ = a.size(.min) },
    Mistake("size: a 0-d array has no dimension -1") { _ = a.sum().size(-1) },
    Mistake("sum: dim 2 is out of range for shape [2, 3]") { _ = a.sum(dim: 2) },
    Mistake("max: no elements to choose from") { _ = NDArray.ones([2, 0]).max(dim: 1) },
    Mistake("argmax: no elements to choose from") { _ = NDArray.ones([0]).argmax() },
    Mistake("mean: needs float32 or float64, got int64") { _ = NDArray.arange(3).mean() },
    Mistake("cat: needs at least one array") { _ = NDArray.cat([]) },
    Mistake("cat: [2, 3] and [3, 2] differ in more than dim 0") { _ = NDArray.cat([a, a.T]) },
    Mistake("stack: entry 0 has shape [2, 3], entry 1 has [3, 2]") { _ = NDArray.stack([a, a.T]) },
    Mistake("gather: index 3 is out of bounds for dimension 1 with size 3") {
      _ = a.gather(dim: 1, NDArray([[3]]))
    },
    Mistake("gather: indices must be integers, got float32 of shape") { _ = a.gather(dim: 1, a) },
    Mistake("gather: indices of shape [3, 1] do not fit [2, 3] along dim 1") {
      _ = a.gather(dim: 1, .zeros([3, 1], dtype: .int64))
    },
    Mistake("item: needs one element, got shape [2, 3]") { _ = a.item() },
    Mistake("rows: needs a 2-D array, got shape [3]") { _ = a[0].rows(as: Float.self) },
    Mistake("NDArray: 3 elements do not fill the shape [2, 2]") {
      _ = NDArray([1, 2, 3], shape: [2, 2])
    },
    Mistake(
      "+: [1099511627776, 1] and [1, 1099511627776] broadcast to [1099511627776, 1099511627776]"
    ) {
      let one = NDArray.zeros([1, 1])
      _ = one.expand([1 << 40, 1]) + one.expand([1, 1 << 40])
    },
    Mistake("zeros: [-1] is not a possible shape") { _ = NDArray.zeros([-1]) },
    Mistake("ones: [1099511627776, 2] is not a possible shape") { _ = NDArray.ones([1 << 40, 2]) },
    Mistake("has 9 dimensions; at most 8 are supported") {
      _ = NDArray.zeros([1, 1, 1, 1, 1, 1, 1, 1, 1])
    },
    Mistake("NDArray: rows of different lengths") { _ = NDArray([[1, 2], [3]]) },
    Mistake("uniform: needs float32 or float64, got int64") {
      _ = NDArray.uniform([2], dtype: .int64)
    },
    Mistake("qr: needs a matrix, got shape [3]") { _ = a[0].qr() },
    Mistake("-: bool arrays cannot be subtracted") { _ = NDArray([true]) - NDArray([true]) },
    Mistake("pow: integers to negative powers") { _ = NDArray([2]).pow(-1) },
    Mistake("arange: from 0 to 3 is not reached by steps of -1") {
      _ = NDArray.arange(0, 3, step: -1)
    },
    Mistake("arange: from 0 to -1 is not reached by steps of 1") { _ = NDArray.arange(-1) },
    Mistake("arange: from 0 to 3 is not reached by steps of 0") {
      _ = NDArray.arange(0, 3, step: 0)
    },
    Mistake("arange: from 0 to nan is not reached by steps of 1") { _ = NDArray.arange(0, .nan) },
    Mistake("arange: from 0 to inf in steps of 1 are too many elements") {
      _ = NDArray.arange(0, .infinity)
    },
    Mistake("arange: from 0 to 1 in steps of 1e-300 are too many elements") {
      _ = NDArray.arange(0, 1, step: 1e-300)
    },
    Mistake("arange: from \(Int.min) to \(Int.max) in steps of 1 are too many elements") {
      _ = NDArray.arange(Int.min, Int.max)
    },
    Mistake("arange: 299 does not fit uint8") { _ = NDArray.arange(300, dtype: .uint8) },
    Mistake("arange: -1 does not fit uint8") { _ = NDArray.arange(-1, 3, dtype: .uint8) },
    Mistake("eye: [-1, -1] is not a possible shape") { _ = NDArray.eye(-1) },
    Mistake("eye: [\(Int.max), \(Int.max)] is not a possible shape") { _ = NDArray.eye(.max) },
    Mistake("zeros: [0, 1099511627776, 2] is not a possible shape") {
      _ = NDArray.zeros([0, 1 << 40, 2])
    },
    Mistake("the system has no memory for an array of") {
      setLimitOfMemory()
      _ = NDArray.zeros([1 << 40])
    },
    Mistake("full: 300 does not fit uint8") { _ = NDArray.full([1], 300, dtype: .uint8) },
    Mistake("full: nan does not fit int64") { _ = NDArray.full([1], .nan, dtype: .int64) },
    Mistake("full: -3000000000.0 does not fit int32") {
      _ = NDArray.full([1], -3e9, dtype: .int32)
    },
    Mistake("+: 300 does not fit uint8") { _ = bytes + 300 },
    Mistake("-: 300 does not fit uint8") { _ = 300 - bytes },
    Mistake("*: -1 does not fit uint8") { _ = bytes * -1 },
    Mistake("pow: 256 does not fit uint8") { _ = bytes.pow(256 as UInt16) },
    Mistake("where: 300 does not fit uint8") { _ = bytes.where(bytes.less(2), else: 300) },
    Mistake("-: 2147483648 does not fit int32") {
      var x = NDArray([1] as [Int32])
      x -= 2_147_483_648
    },
    Mistake("UInt64: \(UInt64.max) does not fit Int") { _ = NDArray([1]) + UInt64.max },
    Mistake("UInt64: \(UInt64.max) does not fit Int") { _ = NDArray([1, UInt64.max]) },
    Mistake("Int: 40000 does not fit Int16") { _ = NDArray([40_000]).scalars(as: Int16.self) },
    Mistake("Int: 4294967301 does not fit Int16") {
      _ = NDArray([1 << 32 + 5]).scalars(as: Int16.self)
    },
    Mistake("float64: 1e+30 does not fit UInt64") { _ = NDArray([1e30]).scalars(as: UInt64.self) },
    Mistake("float32: inf does not fit Int8") {
      _ = NDArray([Float.infinity]).scalars(as: Int8.self)
    },
    Mistake("uniform: from 1.0 to 0.0 is not a range of float32") {
      _ = NDArray.uniform([2], from: 1, to: 0)
    },
    Mistake("uniform: from -1e+300 to 1e+300 is not a range of float32") {
      _ = NDArray.uniform([2], from: -1e300, to: 1e300)
    },
    Mistake("normal: std must not be negative, got nan") {
      _ = NDArray.normal([2], mean: 0, std: .nan)
    },
    Mistake("Int: -1 does not fit UInt64") { _ = NDArray([-1]).scalars(as: UInt64.self) },
    Mistake("NDArray: 300 does not fit uint8") { _ = NDArray([1, 300], dtype: .uint8) },
    Mistake("clamp: no uint8 is within max: -1") { _ = bytes.clamp(max: -1) },
    Mistake("clamp: no uint8 is within min: 257") { _ = bytes.clamp(min: 257) },
    Mistake("clamp: no int32 is within min: 3000000000") {
      _ = NDArray([5] as [Int32]).clamp(min: 3_000_000_000)
    },
    Mistake("clamp: a bound is NaN") { _ = NDArray([1.0]).clamp(min: .nan) },
    Mistake("clamp: a bound is NaN") { _ = bytes.clamp(max: Float.nan) },
    Mistake("setNumThreads: needs a number from 1 to 64, got 0") { setNumThreads(0) },
  ]

  private static var a: NDArray { .ones([2, 3]) }
  private static var bytes: NDArray { NDArray([1, 200] as [UInt8]) }

  /// Whatever the machine would promise.
  private static func setLimitOfMemory() {
    var limit = rlimit(rlim_cur: 1 << 40, rlim_max: 1 << 40)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }

  @Test(arguments: mistakes.indices) func saysWhatIsWrong(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      MistakeTests.mistakes[index].body()
    }
    #expect(result.says(MistakeTests.mistakes[index].expected))
  }
}
