extension NDArray {
  /// The matrix product, as PyTorch's `matmul`: 1-D operands are vectors, dimensions in front of the
  /// last two are batches and broadcast. Both operands have the same floating-point type.
  public func matmul(_ other: NDArray) -> NDArray {
    require(
      dtype == other.dtype,
      "matmul: both operands need the same dtype, got \(dtype) \(shape) and "
        + "\(other.dtype) \(other.shape)")
    require(rank > 0 && other.rank > 0, "matmul: needs at least 1-D operands, got a 0-d one")
    let a = rank == 1 ? unsqueeze(0) : self
    let b = other.rank == 1 ? other.unsqueeze(1) : other
    require(
      a.dims[a.rank - 1] == b.dims[b.rank - 2],
      "matmul: \(shape) and \(other.shape) cannot be multiplied "
        + "(\(a.dims[a.rank - 1]) columns vs \(b.dims[b.rank - 2]) rows)")
    var result = dtype.acceptFloating("matmul", Product(a: a, b: b))
    if rank == 1 { result = result.squeeze(result.rank - 2) }
    if other.rank == 1 { result = result.squeeze(result.rank - 1) }
    return result
  }
}

private struct Product: FloatingVisitor {
  let a: NDArray, b: NDArray

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    let (m, k, n) = (a.dims[a.rank - 2], a.dims[a.rank - 1], b.dims[b.rank - 1])
    if b.rank == 2, a.rank > 2, a.isContiguous {
      // One big product instead of many small ones.
      return Product(a: a.flatten(0, -2), b: b).visit(T.self)
        .reshape(a.dims.dropLast() + [n])
    }
    let batch = NDArray.broadcast(
      Shape(a.dims.dropLast(2)), Shape(b.dims.dropLast(2)), "matmul \(a.shape) x \(b.shape)")
    let (x, y) = (a.expand(batch + [m, k]).matrices(), b.expand(batch + [k, n]).matrices())
    let count = batch.elementCount
    return NDArray(Shape(batch + [m, n]), of: T.self) { out in
      withExtendedLifetime((x, y)) {
        for i in 0..<count {
          matrixProduct(
            m, n, k, x.operand(i, batch, as: T.self), y.operand(i, batch, as: T.self),
            out + i * m * n, n)
        }
      }
    }
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
