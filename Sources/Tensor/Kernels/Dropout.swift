extension NDArray {
  /// This array times a mask of ones and zeros (uint8, of the same shape and order in memory) times
  /// `scale`. Its transpose is itself.
  package func masked(by mask: NDArray, scale: Double) -> NDArray {
    dtype.acceptFloating("dropout", MaskedScale(x: self, mask: mask, scale: scale))
  }
}

private struct MaskedScale: FloatingVisitor {
  let x: NDArray, mask: NDArray
  let scale: Double

  func visit<T: NativeScalar>(_: T.Type) -> NDArray {
    // Both in the mask's order in memory; a gradient may come in another one.
    let input = x.strides == mask.strides ? x : x.inMemoryOrder(of: mask)
    var result = NDArray(uninitialized: x.dims, T.dtype)
    result.strides = mask.strides
    let count = x.count
    let (from, bits) = (Shared(input.elements(as: T.self)), Shared(mask.elements(as: UInt8.self)))
    let to = Shared(result.storage.pointer.assumingMemoryBound(to: T.self))
    let perBlock = 1 << 16
    forEachBlock((count + perBlock - 1) / perBlock) { block in
      let start = block * perBlock
      T.dropout(
        from.pointer + start, bits.pointer + start, T(scale), to.pointer + start,
        Swift.min(perBlock, count - start))
    }
    return result
  }
}
