/// Up to eight sizes or strides, stored inline: making an array allocates nothing for its shape.
package struct Shape: RandomAccessCollection, MutableCollection, Equatable, Sendable,
  ExpressibleByArrayLiteral
{
  static let maxRank = NDArray.maxRank

  private var values = InlineArray<8, Int>(repeating: 0)
  package private(set) var count = 0  // 0...maxRank; values beyond it are 0

  init() {}

  init(_ elements: some Sequence<Int>) {
    for element in elements { append(element) }
  }

  package init(arrayLiteral elements: Int...) { self.init(elements) }

  init(repeating value: Int, count: Int) {
    for _ in 0..<count { append(value) }
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }

  package subscript(index: Int) -> Int {
    @inline(__always) get { values[index] }
    @inline(__always) set { values[index] = newValue }
  }

  mutating func append(_ value: Int) {
    require(count < Shape.maxRank, "an array has at most \(Shape.maxRank) dimensions")
    values[count] = value
    count += 1
  }

  mutating func insert(_ value: Int, at index: Int) {
    append(0)
    var i = count - 1
    while i > index {
      values[i] = values[i - 1]
      i -= 1
    }
    values[index] = value
  }

  mutating func remove(at index: Int) {
    for i in index..<(count - 1) { values[i] = values[i + 1] }
    count -= 1
    values[count] = 0
  }

  package static func == (a: Shape, b: Shape) -> Bool {
    var difference = a.count ^ b.count
    for i in 0..<maxRank { difference |= a.values[i] ^ b.values[i] }
    return difference == 0
  }

  package var array: [Int] { Array(self) }

  /// Number of elements: the product of the sizes.
  var elementCount: Int {
    var product = 1
    for i in 0..<count { product &*= values[i] }
    return product
  }

  /// Row-major strides of an array with these sizes.
  var contiguousStrides: Shape {
    var strides = Shape(repeating: 1, count: count)
    var step = 1
    for i in indices.reversed() {
      strides[i] = step
      step &*= Swift.max(self[i], 1)
    }
    return strides
  }
}

extension NDArray {
  /// The most dimensions an array may have.
  public static let maxRank = 8

  /// The most elements an array may have.
  static let maxElements = 1 << 40

  /// Checks sizes that came from a caller: none negative, and a product that does not overflow.
  static func checked(_ sizes: [Int], _ operation: String) -> Shape {
    require(
      sizes.count <= Shape.maxRank,
      "\(operation): \(sizes) has \(sizes.count) dimensions; at most \(Shape.maxRank) are supported"
    )
    guard elementCount(of: sizes) != nil else {
      trap("\(operation): \(sizes) is not a possible shape (negative size or too many elements)")
    }
    return Shape(sizes)
  }

  /// The product of `sizes`, or nil where one is negative, or the array, or the part of an empty one without its sizes
  /// of 0, would have more than 2^40 elements: the question to ask before memory is taken for outside data.
  public static func elementCount(of sizes: some Collection<Int>) -> Int? {
    var (total, isEmpty) = (1, false)
    for size in sizes {
      if size < 0 { return nil }
      isEmpty = isEmpty || size == 0
      let (product, overflow) = total.multipliedReportingOverflow(by: Swift.max(size, 1))
      if overflow || product > maxElements { return nil }
      total = product
    }
    return isEmpty ? 0 : total
  }

  /// The shape to which two arrays broadcast, or nil where they do not.
  public static func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int]? {
    broadcast(Shape(a), Shape(b))?.array
  }

  static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
    let rank = Swift.max(a.count, b.count)
    var result = Shape(repeating: 1, count: rank)
    for i in 0..<rank {
      let x = i < rank - a.count ? 1 : a[i - (rank - a.count)]
      let y = i < rank - b.count ? 1 : b[i - (rank - b.count)]
      guard x == y || x == 1 || y == 1 else { return nil }
      result[i] = x == 1 ? y : x
    }
    return result
  }

  /// `broadcast`, or a trap that names the operation and the first dimension that does not fit.
  static func broadcast(
    _ a: Shape, _ b: Shape, _ operation: @autoclosure () -> String
  ) -> Shape {
    if let shape = broadcast(a, b) {
      require(
        elementCount(of: shape) != nil,
        "\(operation()): \(a.array) and \(b.array) broadcast to \(shape.array), too many elements")
      return shape
    }
    let back = (1...Swift.min(a.count, b.count)).first { back in
      let (x, y) = (a[a.count - back], b[b.count - back])
      return x != y && x != 1 && y != 1
    }!
    trap(
      "\(operation()): \(a.array) and \(b.array) do not broadcast "
        + "(dim -\(back): \(a[a.count - back]) vs \(b[b.count - back]))")
  }
}
