import CApusKernels

/// Calls `body` for each innermost run of two strided operands of the same shape, in row-major order:
/// with both offsets (in elements, from each operand's own first element), the run's length and both
/// steps. Dimensions that can be walked as one are joined first.
@inline(__always)
func forEachRun(
  _ dims: Shape, _ a: Shape, _ b: Shape,
  _ body: (_ a: Int, _ b: Int, _ count: Int, _ stepA: Int, _ stepB: Int) -> Void
) {
  if dims.contains(0) { return }
  let dense = dims.contiguousStrides
  if a == dense && b == dense { return body(0, 0, dims.elementCount, 1, 1) }
  let (dims, a, b) = joined(dims, a, b)
  guard let last = dims.indices.last else { return body(0, 0, 1, 1, 1) }
  var index = Shape(repeating: 0, count: dims.count)
  var (offsetA, offsetB) = (0, 0)
  while true {
    body(offsetA, offsetB, dims[last], a[last], b[last])
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
    if i < 0 { return }
  }
}

/// Drops dimensions of size 1 and joins neighbours that both operands step through evenly.
private func joined(_ dims: Shape, _ a: Shape, _ b: Shape) -> (Shape, Shape, Shape) {
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

extension NDArray {
  /// Writes the elements in row-major order to `destination`.
  func copyElements(to destination: UnsafeMutableRawBufferPointer) {
    dtype.accept(CopyElements(source: self, destination: destination.baseAddress!))
  }
}

private struct CopyElements: DTypeVisitor {
  let source: NDArray
  let destination: UnsafeMutableRawPointer

  func visit<T: Scalar>(_: T.Type) {
    let from = source.elements(as: T.self)
    var to = destination.assumingMemoryBound(to: T.self)
    if let (rows, columns, rowStep, columnStep, outer) = source.transposedBlocks() {
      for block in outer {
        k_copy_2d(
          from + block, rowStep, columnStep, to, columns, rows, columns, MemoryLayout<T>.stride)
        to += rows * columns
      }
      return
    }
    forEachRun(source.dims, source.strides, source.strides) { offset, _, count, step, _ in
      if step == 1 {
        to.update(from: from + offset, count: count)
      } else {
        for i in 0..<count { to[i] = from[offset + i * step] }
      }
      to += count
    }
  }
}

extension NDArray {
  /// For an array whose last two joined dimensions are a transposed matrix: that matrix and the
  /// offsets of all of its repetitions. Such a copy is done in cache-sized tiles.
  fileprivate func transposedBlocks() -> (
    rows: Int, columns: Int, rowStep: Int, columnStep: Int, outer: [Int]
  )? {
    let (size, step, _) = joined(dims, strides, strides)
    guard size.count >= 2, size.count <= 3, step[size.count - 1] > 1, !size.contains(0) else {
      return nil
    }
    // The dimension that lies side by side in memory must be next to the last one.
    let (row, column) = (size.count - 2, size.count - 1)
    guard step[row] == 1, size[row] >= 8, size[column] >= 8 else { return nil }
    let outer = size.count == 3 ? (0..<size[0]).map { $0 * step[0] } : [0]
    return (size[row], size[column], step[row], step[column], outer)
  }
}
