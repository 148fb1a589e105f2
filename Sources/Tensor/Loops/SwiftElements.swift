// Elements from Swift's arrays, and back.

extension NDArray {
  static func of<T: Scalar>(_ elements: [T], _ dims: Shape) -> NDArray {
    NDArray(dims, T.dtype) { memory in
      elements.withUnsafeBytes { memory.copyMemory(from: $0) }
    }
  }

  /// Traps where a number does not fit an integer type.
  static func of(_ numbers: [Number], _ dims: Shape, _ dtype: DType) -> NDArray {
    dtype.accept(Elements(dims: dims, numbers: numbers))
  }

  /// The elements in row-major order, of an array of this type.
  func swiftElements<T: Scalar>(as _: T.Type) -> [T] {
    let array = contiguous()
    return withExtendedLifetime(array) {
      Array(UnsafeBufferPointer(start: array.elements(as: T.self), count: count))
    }
  }
}

private struct Elements: DTypeVisitor {
  let dims: Shape
  let numbers: [Number]
  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    NDArray(dims, of: T.self) { out in
      for (i, number) in numbers.enumerated() {
        guard let element = number.element(as: T.self) else {
          trap("NDArray: \(number) does not fit \(T.dtype)")
        }
        out[i] = element
      }
    }
  }
}
