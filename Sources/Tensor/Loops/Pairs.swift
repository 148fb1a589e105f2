// Each is made once for a function and its types, not again where it is called.

extension NDArray {
  /// `function` of each pair.
  @inline(never)
  func pairs<F: BinaryFunction>(_ other: NDArray, _: F.Type) -> NDArray {
    let (type, a, b) = aligned(other, F.name)
    return type.accept(VisitPairs<F>(a: a, b: b))
  }

  /// `function` of each pair; integers become float32 first.
  @inline(never)
  func pairs<F: FloatingBinaryFunction>(_ other: NDArray, _: F.Type) -> NDArray {
    let (type, a, b) = aligned(other, F.name, asFloating: true)
    return type.acceptFloating(F.name, VisitFloatingPairs<F>(a: a, b: b))
  }

  /// Whether `function` holds for each pair.
  @inline(never)
  func pairs<F: ComparisonFunction>(_ other: NDArray, _: F.Type) -> NDArray {
    let (type, a, b) = aligned(other, F.name)
    return type.accept(VisitComparisons<F>(a: a, b: b))
  }

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
}

/// A function of two elements of type T, with its result's type.
private protocol PairFunction: SendableMetatype {
  associatedtype T: NumericElement
  associatedtype R: NumericElement
  static func apply(_ a: T, _ b: T) -> R
}

/// out[i] = f(a[i], b[i]) over strided operands, with loops that the compiler vectorises for the
/// common cases: both dense, and one of them a single value.
@inline(never)
private func pairs<F: PairFunction>(_ a: NDArray, _ b: NDArray, _: F.Type) -> NDArray {
  let (a, b) = (a.readableInRows(), b.readableInRows())
  let result = NDArray(uninitialized: a.dims, F.R.dtype)
  let walk = Walk(a.dims, a.strides, b.strides)
  let (x, y) = (Shared(a.elements(as: F.T.self)), Shared(b.elements(as: F.T.self)))
  let start = Shared(result.sharedElements(as: F.R.self))
  forEachBlock(ofElements: result.count) { range, _ in
    walk.forEachRun(in: range) { run in
      let (p, q) = (x.input + run.a, y.input + run.b)
      let (out, count) = (start.pointer + run.position, run.count)
      let (stepX, stepY) = (run.stepA, run.stepB)
      if stepX == 1 && stepY == 1 {
        for i in 0..<count { out[i] = F.apply(p[i], q[i]) }
      } else if stepX == 1 && stepY == 0 {
        let value = q[0]
        for i in 0..<count { out[i] = F.apply(p[i], value) }
      } else if stepX == 0 && stepY == 1 {
        let value = p[0]
        for i in 0..<count { out[i] = F.apply(value, q[i]) }
      } else {
        for i in 0..<count { out[i] = F.apply(p[i * stepX], q[i * stepY]) }
      }
    }
  }
  withExtendedLifetime((a, b)) {}
  return result
}

private struct VisitPairs<F: BinaryFunction>: DTypeVisitor {
  let a: NDArray, b: NDArray
  func visit<T: NumericElement>(_: T.Type) -> NDArray { pairs(a, b, Pair<T>.self) }

  enum Pair<T: NumericElement>: PairFunction {
    static func apply(_ a: T, _ b: T) -> T { F.apply(a, b) }
  }
}

private struct VisitFloatingPairs<F: FloatingBinaryFunction>: FloatingVisitor {
  let a: NDArray, b: NDArray
  func visit<T: ProductElement>(_: T.Type) -> NDArray { pairs(a, b, Pair<T>.self) }

  enum Pair<T: FloatingElement>: PairFunction {
    static func apply(_ a: T, _ b: T) -> T { F.apply(a, b) }
  }
}

private struct VisitComparisons<F: ComparisonFunction>: DTypeVisitor {
  let a: NDArray, b: NDArray
  func visit<T: NumericElement>(_: T.Type) -> NDArray { pairs(a, b, Pair<T>.self) }

  enum Pair<T: NumericElement>: PairFunction {
    static func apply(_ a: T, _ b: T) -> Bool { F.apply(a, b) }
  }
}
