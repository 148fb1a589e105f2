// NDArrays from Swift values, and back.

extension NDArray {
  /// A 1-D array. `[Float]` gives float32, `[Double]` float64, `[Int]` int64; `ArrayElement` says what the others give.
  public init<T: ArrayElement>(_ elements: [T]) {
    self.init(elements, shape: [elements.count])
  }

  /// `elements` in row-major order.
  public init<T: ArrayElement>(_ elements: [T], shape: [Int]) {
    let dims = NDArray.checked(shape, "NDArray")
    require(
      dims.elementCount == elements.count,
      "NDArray: \(elements.count) elements do not fill the shape \(shape)")
    self = .of(T._stored(elements), dims)
  }

  /// A 2-D array from rows of equal length.
  public init<T: ArrayElement>(_ rows: [[T]]) {
    self.init(rows.flatMap { $0 }, shape: NDArray.shape(of: rows))
  }

  /// A 3-D array from nested rows of equal lengths.
  public init<T: ArrayElement>(_ planes: [[[T]]]) {
    self.init(planes.flatMap { $0.flatMap { $0 } }, shape: NDArray.shape(of: planes))
  }

  /// A 0-d array.
  public init<T: ArrayElement>(scalar value: T) {
    self.init([value], shape: [])
  }

  fileprivate static func shape<T>(of rows: [[T]]) -> [Int] {
    let width = rows.first?.count ?? 0
    require(rows.allSatisfy { $0.count == width }, "NDArray: rows of different lengths")
    return [rows.count, width]
  }

  fileprivate static func shape<T>(of planes: [[[T]]]) -> [Int] {
    let inner = planes.map { shape(of: $0) }
    require(inner.allSatisfy { $0 == inner[0] }, "NDArray: rows of different lengths")
    return [planes.count] + (inner.first ?? [0, 0])
  }
}

// MARK: - Of a type that is asked for

extension NDArray {
  /// Whole numbers stay exact; integers cut off fractions. Traps where an integer type does not hold a number.
  public init(_ elements: [Number], dtype: DType) {
    self.init(elements, shape: [elements.count], dtype)
  }
  public init(_ rows: [[Number]], dtype: DType) {
    self.init(rows.flatMap { $0 }, shape: NDArray.shape(of: rows), dtype)
  }
  public init(_ planes: [[[Number]]], dtype: DType) {
    self.init(planes.flatMap { $0.flatMap { $0 } }, shape: NDArray.shape(of: planes), dtype)
  }
  @_disfavoredOverload @inlinable
  public init<N: SwiftNumber>(_ elements: [N], dtype: DType) {
    self.init(elements.map { $0._number }, dtype: dtype)
  }
  @_disfavoredOverload @inlinable
  public init<N: SwiftNumber>(_ rows: [[N]], dtype: DType) {
    self.init(rows.map { $0.map { $0._number } }, dtype: dtype)
  }
  @_disfavoredOverload @inlinable
  public init<N: SwiftNumber>(_ planes: [[[N]]], dtype: DType) {
    self.init(planes.map { $0.map { $0.map { $0._number } } }, dtype: dtype)
  }

  private init(_ elements: [Number], shape: [Int], _ dtype: DType) {
    self = .of(elements, NDArray.checked(shape, "NDArray"), dtype)
  }
}

// MARK: - To Swift values

extension NDArray {
  /// The elements in row-major order, converted to `T` as `to` does it; what arrays have no type for traps on elements
  /// that it does not hold.
  public func scalars<T: ArrayElement>(as: T.Type) -> [T] {
    T._elements(of: self)
  }

  /// The rows of a 2-D array, converted to `T`.
  public func rows<T: ArrayElement>(as: T.Type) -> [[T]] {
    require(rank == 2, "rows: needs a 2-D array, got shape \(shape)")
    let all = scalars(as: T.self)
    return (0..<dims[0]).map { Array(all[($0 * dims[1])..<(($0 + 1) * dims[1])]) }
  }

  /// The only element, as a Double.
  public func item() -> Double {
    require(count == 1, "item: needs one element, got shape \(shape)")
    return scalars(as: Double.self)[0]
  }
}
