extension NDArray {
  /// `a` where `mask` (bool) holds, else `b`: one shape, or a single value for `b`.
  @inline(never)
  static func choose(_ mask: NDArray, _ a: NDArray, _ b: NDArray) -> NDArray {
    a.dtype.accept(Choose(mask: mask.contiguous(), a: a.contiguous(), b: b.contiguous()))
  }
}

private struct Choose: DTypeVisitor {
  let mask: NDArray, a: NDArray, b: NDArray

  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    let array = NDArray(uninitialized: mask.dims, T.dtype)
    let (mask, a, b, isSingle) = (
      Shared(mask.elements(as: Bool.self)), Shared(a.elements(as: T.self)),
      Shared(b.elements(as: T.self)), b.count == 1
    )
    let result = Shared(array.sharedElements(as: T.self))
    forEachBlock(ofElements: array.count) { range, _ in
      let (m, x, y, out) = (mask.input, a.input, b.input, result.pointer)
      // Both are read before the choice: the loops are then vectorised.
      if isSingle {
        let other = y[0]
        for i in range {
          let value = x[i]
          out[i] = m[i] ? value : other
        }
      } else {
        for i in range {
          let (value, other) = (x[i], y[i])
          out[i] = m[i] ? value : other
        }
      }
    }
    withExtendedLifetime(self) {}
    return array
  }
}
