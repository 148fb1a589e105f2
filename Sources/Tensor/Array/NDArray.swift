/// A dense n-dimensional array: the value behind a `Tensor`.
///
/// It knows its element type, shape and strides, and nothing of gradients. Copies share their memory
/// until one of them is written to. Views (slices, transposes, expanded dimensions) share it too, so
/// that changing an array never changes another.
public struct NDArray: Sendable {
  var storage: Storage
  public let dtype: DType
  package internal(set) var dims: Shape
  /// In elements, one a dimension; 0 where a dimension is expanded.
  var strides: Shape
  /// Of the first element, in elements from the start of the storage.
  var offset: Int

  init(storage: Storage, dtype: DType, dims: Shape, strides: Shape, offset: Int) {
    self.storage = storage
    self.dtype = dtype
    self.dims = dims
    self.strides = strides
    self.offset = offset
  }

  /// Uninitialised and contiguous.
  init(uninitialized dims: Shape, _ dtype: DType) {
    self.init(
      storage: Storage(byteCount: dims.elementCount * dtype.size), dtype: dtype, dims: dims,
      strides: dims.contiguousStrides, offset: 0)
  }

  // MARK: - Questions

  /// Where the element at `position` in row-major order stands: one number a dimension.
  package func indices(of position: Int) -> [Int] {
    var (rest, indices) = (position, [Int]())
    for size in shape.reversed() {
      indices.append(rest % size)
      rest /= size
    }
    return indices.reversed()
  }

  /// Size of each dimension; empty for a 0-d array.
  public var shape: [Int] { dims.array }

  /// Size of dimension `dim`, where -1 is the last. Traps where there is none.
  public func size(_ dim: Int) -> Int {
    require(rank > 0, "size: a 0-d array has no dimension \(dim)")
    return dims[resolve(dim, "size")]
  }

  /// Whether shape and type are the same.
  package func isLike(_ other: NDArray) -> Bool { dims == other.dims && dtype == other.dtype }

  /// Number of dimensions.
  public var rank: Int { dims.count }

  /// Number of elements.
  public var count: Int { dims.elementCount }

  /// Whether the elements lie in row-major order without gaps.
  public var isContiguous: Bool {
    if dims.contains(0) { return true }
    var step = 1
    for i in dims.indices.reversed() where dims[i] != 1 {
      if strides[i] != step { return false }
      step *= dims[i]
    }
    return true
  }

  /// The same elements in row-major order; itself where they are already.
  public func contiguous() -> NDArray {
    if isContiguous { return self }
    return copy()
  }

  /// The same elements in row-major order in memory of their own.
  package func copy() -> NDArray { copiedInRows() }

  // MARK: - Memory

  /// Takes raw bytes in row-major order and the machine's byte order.
  public init(bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) {
    let dims = NDArray.checked(shape, "NDArray")
    require(
      dims.elementCount * dtype.size == bytes.count,
      "NDArray: \(bytes.count) bytes do not fill the shape \(shape) of \(dtype)")
    self.init(dims, dtype) { $0.copyMemory(from: bytes) }
  }

  /// A contiguous array whose memory `fill` writes.
  init(_ dims: Shape, _ dtype: DType, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    self.init(uninitialized: dims, dtype)
    let bytes = dims.elementCount * dtype.size
    if bytes > 0 { fill(UnsafeMutableRawBufferPointer(start: storage.pointer, count: bytes)) }
  }

  /// A contiguous array of `T` whose elements `fill` writes.
  init<T: Scalar>(_ dims: Shape, of: T.Type, fill: (UnsafeMutablePointer<T>) -> Void) {
    self.init(uninitialized: dims, T.dtype)
    if dims.elementCount > 0 { fill(storage.pointer.assumingMemoryBound(to: T.self)) }
  }

  /// Gives `body` the elements' bytes in row-major order.
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let array = contiguous()
    return try withExtendedLifetime(array.storage) {
      let start = array.storage.pointer + array.offset * dtype.size
      return try body(UnsafeRawBufferPointer(start: start, count: array.count * dtype.size))
    }
  }

  /// The first element; the caller follows the strides and keeps the array alive.
  @inline(__always)
  func elements<T: Scalar>(as: T.Type) -> UnsafePointer<T> {
    UnsafePointer(storage.pointer.assumingMemoryBound(to: T.self) + offset)
  }

  /// The first element of an array whose memory is still being filled, for blocks to write each its own part; nobody
  /// else may have seen it.
  @inline(__always)
  func sharedElements<T: Scalar>(as: T.Type) -> UnsafeMutablePointer<T> {
    UnsafeMutablePointer(mutating: elements(as: T.self))
  }

  /// Makes the memory contiguous and this array's own, copied first where it is shared.
  mutating func ownMemory() {
    if !isContiguous || !isKnownUniquelyReferenced(&storage) { self = copy() }
  }

  /// Gives `body` this array's own contiguous memory, copied first where it is shared.
  package mutating func withMutableElements<T: Scalar, R>(
    as: T.Type, _ body: (UnsafeMutableBufferPointer<T>) throws -> R
  ) rethrows -> R {
    require(T.dtype == dtype, "withMutableElements: \(T.dtype) asked of a \(dtype) array")
    ownMemory()
    let start = storage.pointer.assumingMemoryBound(to: T.self) + offset
    return try body(UnsafeMutableBufferPointer(start: start, count: count))
  }

  /// Address of the first element, to tell whether memory is shared.
  package var address: UInt { UInt(bitPattern: storage.pointer) + UInt(offset * dtype.size) }
}

extension NDArray: Equatable {
  /// Equal dtype, shape and every element (NaN differs from NaN).
  public static func == (a: NDArray, b: NDArray) -> Bool {
    guard a.dtype == b.dtype, a.dims == b.dims else { return false }
    return a.equal(b).all()
  }
}
