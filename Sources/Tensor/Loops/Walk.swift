/// The way through two strided operands of one shape, in row-major order of the shape. Dimensions that both step
/// through evenly are joined first.
struct Walk: Sendable {
  /// Empty for a single element, and where both operands are dense: the whole is one run then.
  private let dims, a, b: Shape
  private let count: Int
  private let isDense: Bool

  init(_ dims: Shape, _ a: Shape, _ b: Shape) {
    count = dims.elementCount
    let dense = dims.contiguousStrides
    isDense = a == dense && b == dense
    (self.dims, self.a, self.b) = isDense ? (Shape(), Shape(), Shape()) : joined(dims, a, b)
  }

  /// Calls `body` for each innermost run that lies in `range` of the row-major order, or for the part of it that does.
  @inline(__always)
  func forEachRun(in range: Range<Int>, _ body: (Run) -> Void) {
    // Small arrays are dense as a rule, and notice what a cursor costs.
    let cursor = isDense ? nil : Cursor(self, range)
    var next = cursor?.next() ?? denseRun(range)
    while let run = next {
      body(run)
      next = cursor?.next()
    }
  }

  private func denseRun(_ range: Range<Int>) -> Run? {
    guard isDense, !range.isEmpty else { return nil }
    let start = range.lowerBound
    return Run(position: start, a: start, b: start, count: range.count, stepA: 1, stepB: 1)
  }

  /// All runs.
  @inline(__always)
  func forEachRun(_ body: (Run) -> Void) { forEachRun(in: 0..<count, body) }

  /// Elements that both operands step through evenly.
  struct Run {
    /// Of the first one in the row-major order.
    let position: Int
    /// Where it lies in each operand, in elements from the first of all.
    let a: Int, b: Int
    let count: Int
    let stepA: Int, stepB: Int
  }

  /// A class, so that dense walks have nothing to copy but a pointer to none; not inlined into the loops, which exist once for
  /// each type and function.
  private final class Cursor {
    private let dims, stepsA, stepsB: Shape
    private let last: Int
    private var position: Int
    private let end: Int
    private var index: Shape
    private var (a, b) = (0, 0)

    @inline(never)
    init(_ walk: Walk, _ range: Range<Int>) {
      // A single element is a run of one.
      (dims, stepsA, stepsB) = walk.dims.isEmpty ? ([1], [1], [1]) : (walk.dims, walk.a, walk.b)
      last = dims.count - 1
      (position, end) = (range.lowerBound, range.upperBound)
      index = Shape(repeating: 0, count: dims.count)
      var rest = position
      var i = last
      while rest > 0 {
        index[i] = rest % dims[i]
        rest /= dims[i]
        a += index[i] * stepsA[i]
        b += index[i] * stepsB[i]
        i -= 1
      }
    }

    @inline(never)
    func next() -> Run? {
      guard position < end else { return nil }
      let run = Run(
        position: position, a: a, b: b, count: Swift.min(dims[last] - index[last], end - position),
        stepA: stepsA[last], stepB: stepsB[last])
      position += run.count
      if position < end { advance() }
      return run
    }

    /// To the first element of the next run.
    private func advance() {
      a -= index[last] * stepsA[last]
      b -= index[last] * stepsB[last]
      index[last] = 0
      var i = last - 1
      while i >= 0 {
        index[i] += 1
        a += stepsA[i]
        b += stepsB[i]
        if index[i] < dims[i] { return }
        a -= stepsA[i] * dims[i]
        b -= stepsB[i] * dims[i]
        index[i] = 0
        i -= 1
      }
    }
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
