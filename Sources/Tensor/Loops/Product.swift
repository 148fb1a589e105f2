extension NDArray {
  /// The products of the matrices in the last two dimensions, which fit, over all others, which are broadcast.
  @inline(never)
  func product(_ other: NDArray) -> NDArray {
    if other.rank == 2, rank > 2, isContiguous {
      // One big product instead of many small ones.
      return flatten(0, -2).product(other).reshape(dims.dropLast() + [other.dims[1]])
    }
    return dtype.acceptFloating("matmul", Products(a: self, b: other))
  }
}

private struct Products: FloatingVisitor {
  let a: NDArray, b: NDArray

  func visit<T: ProductElement>(_: T.Type) -> NDArray {
    let (m, k, n) = (a.dims[a.rank - 2], a.dims[a.rank - 1], b.dims[b.rank - 1])
    let batch = NDArray.broadcast(
      Shape(a.dims.dropLast(2)), Shape(b.dims.dropLast(2)), "matmul \(a.shape) x \(b.shape)")
    let (x, y) = (a.expand(batch + [m, k]).matrices(), b.expand(batch + [k, n]).matrices())
    let result = NDArray(uninitialized: Shape(batch + [m, n]), T.dtype)
    let count = result.count == 0 ? 0 : batch.elementCount
    // Threads share either the matrices of a batch or the parts of each one.
    let perBlock = Swift.max(1, (1 << 18) / Swift.max(m * n * k, 1))
    forEachBlock(ofElements: count, size: count == 1 ? 1 : perBlock) { range, _ in
      for i in range {
        matrixProduct(
          m, n, k, x.operand(i, batch, as: T.self), y.operand(i, batch, as: T.self),
          result.sharedElements(as: T.self) + i * m * n, n)
      }
    }
    return result
  }
}

extension NDArray {
  /// Whether columns, not rows, lie side by side in memory.
  package var isTransposed: Bool { rank >= 2 && matrixLayout?.isTransposed == true }

  /// This array with its last two dimensions laid out as products can read them.
  fileprivate func matrices() -> NDArray { matrixLayout == nil ? contiguous() : self }

  /// How the last two dimensions lie: rows side by side, `stride` apart, or columns where it is transposed;
  /// nil where neither do.
  private var matrixLayout: (stride: Int, isTransposed: Bool)? {
    let (row, column) = (rank - 2, rank - 1)
    if (strides[column] == 1 || dims[column] == 1) && strides[row] >= Swift.max(dims[column], 1) {
      return (strides[row], false)
    }
    if (strides[row] == 1 || dims[row] == 1) && strides[column] >= Swift.max(dims[row], 1) {
      return (strides[column], true)
    }
    return nil
  }

  /// Matrix `index` of the batch, in row-major order of the batch's dimensions.
  fileprivate func operand<T: NumericElement>(_ index: Int, _ batch: Shape, as: T.Type)
    -> MatrixOperand<T>
  {
    var (rest, offset) = (index, 0)
    for i in batch.indices.reversed() {
      offset += rest % batch[i] * strides[i]
      rest /= batch[i]
    }
    // An empty matrix need not lie in either way, and is not read.
    let layout = matrixLayout ?? (1, false)
    return MatrixOperand(
      pointer: elements(as: T.self) + offset, stride: layout.stride,
      isTransposed: layout.isTransposed)
  }
}
