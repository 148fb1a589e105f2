/// The way through two strided operands of one shape, in row-major order of the shape. Dimensions that both step
/// through evenly are joined first.
struct Walk: Sendable {
  /// Empty for a single element.
  private let dims, a, b: Shape
  private let count: Int

  init(_ dims: Shape, _ a: Shape, _ b: Shape) {
    count = dims.elementCount
    let dense = dims.contiguousStrides
    if a == dense && b == dense {
      (self.dims, self.a, self.b) = ([count], [1], [1])
    } else {
      (self.dims, self.a, self.b) = joined(dims, a, b)
    }
  }

  /// Calls `body` for each innermost run that lies in `range` of the row-major order, or for the part of it that does:
  /// with its position, both offsets (in elements, from each operand's first element), its length and both steps.
  @inline(__always)
  func forEachRun(
    in range: Range<Int>,
    _ body: (
      _ position: Int, _ a: Int, _ b: Int, _ count: Int, _ stepA: Int, _ stepB: Int
    ) -> Void
  ) {
    guard let last = dims.indices.last else {
      if !range.isEmpty { body(0, 0, 0, 1, 1, 1) }
      return
    }
    var position = range.lowerBound
    var (rest, index) = (position, Shape(repeating: 0, count: dims.count))
    var (offsetA, offsetB) = (0, 0)
    for i in dims.indices.reversed() where rest > 0 {
      index[i] = rest % dims[i]
      rest /= dims[i]
      offsetA += index[i] * a[i]
      offsetB += index[i] * b[i]
    }
    while position < range.upperBound {
      let length = Swift.min(dims[last] - index[last], range.upperBound - position)
      body(position, offsetA, offsetB, length, a[last], b[last])
      position += length
      // To the first element of the next run.
      offsetA -= index[last] * a[last]
      offsetB -= index[last] * b[last]
      index[last] = 0
      var i = last - 1
      while i >= 0 {
        index[i] += 1
        offsetA += a[i]
        offsetB += b[i]
        if index[i] < dims[i] { break }
        offsetA -= a[i] * dims[i]
        offsetB -= b[i] * dims[i]
        index[i] = 0
        i -= 1
      }
    }
  }

  /// All runs.
  @inline(__always)
  func forEachRun(
    _ body: (
      _ position: Int, _ a: Int, _ b: Int, _ count: Int, _ stepA: Int, _ stepB: Int
    ) -> Void
  ) {
    forEachRun(in: 0..<count, body)
  }
}

/// Drops dimensions of size 1 and joins neighbours that both operands step through evenly.
func joined(_ dims: Shape, _ a: Shape, _ b: Shape) -> (dims: Shape, a: Shape, b: Shape) {
  var (size, stepA, stepB) = (Shape(), Shape(), Shape())
  for i in dims.indices where dims[i] != 1 {
    if let last = size.indices.last,
      stepA[last] == a[i] * dims[i], stepB[last] == b[i] * dims[i]
    {
      size[last] *= dims[i]
      stepA[last] = a[i]
      stepB[last] = b[i]
    } else {
      size.append(dims[i])
      stepA.append(a[i])
      stepB.append(b[i])
    }
  }
  return (size, stepA, stepB)
}
