// How the functions of Elementwise.swift run over arrays.

extension NDArray {
  /// Both operands in the type and shape that promotion and broadcasting give them.
  private func aligned(_ other: NDArray, _ name: String, asFloating: Bool = false) -> (
    dtype: DType, a: NDArray, b: NDArray
  ) {
    let promoted = DType.promote(
      dtype, isScalar: rank == 0, other.dtype, isScalar: other.rank == 0)
    let type = asFloating && !promoted.isFloatingPoint ? .float32 : promoted
    if dtype == type, other.dtype == type, dims == other.dims { return (type, self, other) }
    let dims = NDArray.broadcast(dims, other.dims, name)
    return (type, to(type).expand(to: dims), other.to(type).expand(to: dims))
  }

  /// `function` of each pair.
  func combined<F: BinaryFunction>(_ other: NDArray, _ name: String, _: F.Type) -> NDArray {
    let (type, a, b) = aligned(other, name)
    return type.accept(Pairwise<F>(a: a, b: b))
  }

  func combined<F: FloatingBinaryFunction>(_ other: NDArray, _ name: String, _: F.Type) -> NDArray {
    let (type, a, b) = aligned(other, name, asFloating: true)
    return type.acceptFloating(name, FloatingPairwise<F>(a: a, b: b))
  }

  func compared<F: ComparisonFunction>(_ other: NDArray, _ name: String, _: F.Type) -> NDArray {
    let (type, a, b) = aligned(other, name)
    return type.accept(Compare<F>(a: a, b: b))
  }

  /// `function` of each element; integers become float32 first.
  func mapped<F: UnaryFunction>(_ name: String, _: F.Type) -> NDArray {
    let input = dtype.isFloatingPoint ? self : to(.float32)
    return input.dtype.acceptFloating(name, Map<F>(x: input.contiguous()))
  }
}

private struct Map<F: UnaryFunction>: FloatingVisitor {
  let x: NDArray
  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    let (from, count) = (x.elements(as: T.self), x.count)
    return NDArray(x.dims, of: T.self) { out in
      if let vector = T.vectorKernels.flatMap({ F.vector($0) }) {
        vector(from, out, count)
      } else {
        for i in 0..<count { out[i] = F.apply(from[i]) }
      }
    }
  }
}

/// out[i] = f(a[i], b[i]) over strided operands, with loops that the compiler vectorises for the two
/// common cases: both dense, and one of them a single value.
@inline(__always)
private func pairs<T: Scalar, R: Scalar>(
  _ a: NDArray, _ b: NDArray, _ f: (T, T) -> R
) -> NDArray {
  NDArray(a.dims, of: R.self) { start in
    let (x, y) = (a.elements(as: T.self), b.elements(as: T.self))
    var out = start
    forEachRun(a.dims, a.strides, b.strides) { offsetX, offsetY, count, stepX, stepY in
      let (p, q) = (x + offsetX, y + offsetY)
      if stepX == 1 && stepY == 1 {
        for i in 0..<count { out[i] = f(p[i], q[i]) }
      } else if stepX == 1 && stepY == 0 {
        let value = q[0]
        for i in 0..<count { out[i] = f(p[i], value) }
      } else if stepX == 0 && stepY == 1 {
        let value = p[0]
        for i in 0..<count { out[i] = f(value, q[i]) }
      } else {
        for i in 0..<count { out[i] = f(p[i * stepX], q[i * stepY]) }
      }
      out += count
    }
  }
}

private struct Pairwise<F: BinaryFunction>: DTypeVisitor {
  let a: NDArray, b: NDArray
  func visit<T: Scalar>(_: T.Type) -> NDArray { pairs(a, b) { (x: T, y: T) in F.apply(x, y) } }
}

private struct FloatingPairwise<F: FloatingBinaryFunction>: FloatingVisitor {
  let a: NDArray, b: NDArray
  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    pairs(a, b) { (x: T, y: T) in F.apply(x, y) }
  }
}

private struct Compare<F: ComparisonFunction>: DTypeVisitor {
  let a: NDArray, b: NDArray
  func visit<T: Scalar>(_: T.Type) -> NDArray { pairs(a, b) { (x: T, y: T) in F.apply(x, y) } }
}
