// Arrays changed in place, or copied first where others look at their memory too.

extension NDArray {
  /// Adds an array of this shape and type.
  package mutating func add(_ other: NDArray) {
    update(at: [.allOthers], with: other, "add", Add.self)
  }

  /// Adds to the part that `indices` names.
  package mutating func add(_ part: NDArray, at indices: [IndexKind]) {
    update(at: indices, with: part, "add", Add.self)
  }

  /// Changes each element of the part that `indices` names to `function` of it and an element of `value`, which is
  /// broadcast to the part and converted to this type.
  mutating func update<F: BinaryFunction>(
    at indices: [IndexKind], with value: NDArray, _ name: String, _: F.Type
  ) {
    // Only the sizes are kept: a view that lived on would share the memory and force a copy.
    let dims = self[indices].dims
    let converted = value.to(dtype)
    guard NDArray.broadcast(dims, converted.dims) == dims else {
      trap("\(name): \(value.shape) does not fit the part of shape \(dims.array)")
    }
    let dtype = dtype
    withUnsafeMutablePointer(to: &self) {
      dtype.accept(
        UpdateRegion<F>(array: $0, indices: indices, value: converted.expand(to: dims)))
    }
  }
}

private struct UpdateRegion<F: BinaryFunction>: DTypeVisitor {
  let array: UnsafeMutablePointer<NDArray>
  let indices: [IndexKind]
  let value: NDArray

  func visit<T: Scalar>(_: T.Type) {
    array.pointee.withMutableElements(as: T.self) { _ in }
    let region = array.pointee[indices]
    let (to, from) = (region.sharedElements(as: T.self), value.elements(as: T.self))
    forEachRun(region.dims, region.strides, value.strides) { t, f, count, stepT, stepF in
      let (x, y) = (to + t, from + f)
      if stepT == 1 && stepF == 1 {
        for i in 0..<count { x[i] = F.apply(x[i], y[i]) }
      } else {
        for i in 0..<count { x[i * stepT] = F.apply(x[i * stepT], y[i * stepF]) }
      }
    }
  }
}
