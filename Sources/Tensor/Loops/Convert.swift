extension NDArray {
  /// The elements as another type, as `to` says.
  @inline(never)
  func converted(to dtype: DType) -> NDArray {
    self.dtype.accept(ConvertFrom(source: contiguous(), target: dtype))
  }
}

private struct ConvertFrom: DTypeVisitor {
  let source: NDArray
  let target: DType
  func visit<S: NumericElement>(_: S.Type) -> NDArray {
    target.accept(ConvertTo<S>(source: source))
  }
}

private struct ConvertTo<S: NumericElement>: DTypeVisitor {
  let source: NDArray

  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    let result = NDArray(uninitialized: source.dims, T.dtype)
    let (x, y) = (Shared(source.elements(as: S.self)), Shared(result.sharedElements(as: T.self)))
    forEachBlock(ofElements: source.count) { range, _ in
      let (from, to) = (x.input, y.pointer)
      if S.dtype.isFloatingPoint {
        for i in range { to[i] = T(element: from[i].double) }
      } else {
        for i in range { to[i] = T(element: from[i].int) }
      }
    }
    withExtendedLifetime(source) {}
    return result
  }
}
