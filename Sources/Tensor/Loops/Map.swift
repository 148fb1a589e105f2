extension NDArray {
  /// `function` of each element; integers become float32 first.
  @inline(never)
  func map<F: UnaryFunction>(_: F.Type) -> NDArray {
    let input = (dtype.isFloatingPoint ? self : to(.float32)).contiguous()
    return input.dtype.acceptFloating(F.name, Map<F>(x: input))
  }
}

private struct Map<F: UnaryFunction>: FloatingVisitor {
  let x: NDArray

  func visit<T: ProductElement>(_: T.Type) -> NDArray {
    let result = NDArray(uninitialized: x.dims, T.dtype)
    let (x, y) = (Shared(x.elements(as: T.self)), Shared(result.sharedElements(as: T.self)))
    forEachBlock(ofElements: result.count) { range, _ in
      let (from, to) = (x.input + range.lowerBound, y.pointer + range.lowerBound)
      if T.self == Float.self, let kernel = F.float32 {
        kernel(
          UnsafeRawPointer(from).assumingMemoryBound(to: Float.self),
          UnsafeMutableRawPointer(to).assumingMemoryBound(to: Float.self), range.count)
      } else {
        for i in 0..<range.count { to[i] = F.apply(from[i]) }
      }
    }
    withExtendedLifetime(self.x) {}
    return result
  }
}
