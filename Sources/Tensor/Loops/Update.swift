// Arrays changed in place, or copied first where others look at their memory too.

extension NDArray {
  /// Adds an array of this shape and type.
  package mutating func add(_ other: NDArray) {
    require(isLike(other), "add: \(other.shape) of \(other.dtype) to \(shape) of \(dtype)")
    ownMemory()
    updateShared(with: other, Add.self)
  }

  /// Adds to the part that `indices` names.
  package mutating func add(_ part: NDArray, at indices: [IndexKind]) {
    update(at: indices, with: part, "add", Add.self)
  }

  /// Puts a value in the place of the part that `indices` names.
  mutating func assign(_ value: NDArray, at indices: [IndexKind]) {
    update(at: indices, with: value, "assignment", Second.self)
  }

  /// Changes each element of the part that `indices` names to `function` of it and an element of `value`, which is
  /// broadcast to the part and converted to this type.
  private mutating func update<F: BinaryFunction>(
    at indices: [IndexKind], with value: NDArray, _ name: String, _: F.Type
  ) {
    let dims = self[indices].dims
    let converted = value.to(dtype)
    guard NDArray.broadcast(dims, converted.dims) == dims else {
      trap("\(name): \(value.shape) does not fit the part of shape \(dims.array)")
    }
    ownMemory()
    self[indices].updateShared(with: converted.expand(to: dims), F.self)
  }

  /// The same for a view of memory that nobody else has seen, such as a result that is being made; of one shape and type.
  @inline(never)
  func updateShared<F: BinaryFunction>(with value: NDArray, _: F.Type) {
    dtype.accept(UpdateRegion<F>(region: self, value: value))
  }
}

private struct UpdateRegion<F: BinaryFunction>: DTypeVisitor {
  let region: NDArray, value: NDArray

  func visit<T: NumericElement>(_: T.Type) {
    let value = value.readableInRows()
    let walk = Walk(region.dims, region.strides, value.strides)
    let (to, from) = (Shared(region.sharedElements(as: T.self)), Shared(value.elements(as: T.self)))
    forEachBlock(ofElements: region.count) { range, _ in
      walk.forEachRun(in: range) { run in
        let (x, y) = (to.pointer + run.a, from.input + run.b)
        let (stepX, stepY) = (run.stepA, run.stepB)
        if stepX == 1 && stepY == 1 {
          for i in 0..<run.count { x[i] = F.apply(x[i], y[i]) }
        } else {
          for i in 0..<run.count { x[i * stepX] = F.apply(x[i * stepX], y[i * stepY]) }
        }
      }
    }
    withExtendedLifetime(value) {}
  }
}

/// What takes the place of another value.
enum Second: BinaryFunction {
  static let name = "assignment"
  static func apply<T: NumericElement>(_: T, _ b: T) -> T { b }
}
