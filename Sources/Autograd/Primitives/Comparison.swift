public import ApusTensor

// Truth values, without gradients.

extension Tensor {
  public func equal(_ other: Tensor) -> Tensor { Tensor(array.equal(other.array)) }
  public func notEqual(_ other: Tensor) -> Tensor { Tensor(array.notEqual(other.array)) }
  public func less(_ other: Tensor) -> Tensor { Tensor(array.less(other.array)) }
  public func lessEqual(_ other: Tensor) -> Tensor { Tensor(array.lessEqual(other.array)) }
  public func greater(_ other: Tensor) -> Tensor { Tensor(array.greater(other.array)) }
  public func greaterEqual(_ other: Tensor) -> Tensor { Tensor(array.greaterEqual(other.array)) }

  public func equal(_ value: Number) -> Tensor { Tensor(array.equal(value)) }
  public func notEqual(_ value: Number) -> Tensor { Tensor(array.notEqual(value)) }
  public func less(_ value: Number) -> Tensor { Tensor(array.less(value)) }
  public func lessEqual(_ value: Number) -> Tensor { Tensor(array.lessEqual(value)) }
  public func greater(_ value: Number) -> Tensor { Tensor(array.greater(value)) }
  public func greaterEqual(_ value: Number) -> Tensor { Tensor(array.greaterEqual(value)) }
}

/// Whether two tensors have one shape and all elements are close: |a - b| <= atol + rtol |b|, or equal
/// where they are infinite.
public func allClose(_ a: Tensor, _ b: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8) -> Bool {
  guard a.shape == b.shape else { return false }
  if !a.dtype.isFloatingPoint && !b.dtype.isFloatingPoint {
    return zip(a.array.scalars(as: Int.self), b.array.scalars(as: Int.self)).allSatisfy { x, y in
      let distance = Int128(x) - Int128(y)
      return Double(distance.magnitude) <= atol + rtol * Double(y.magnitude)
    }
  }
  let (x, y) = (a.array.scalars(as: Double.self), b.array.scalars(as: Double.self))
  return zip(x, y).allSatisfy { x, y in
    let distance = Swift.abs(x - y)
    return x == y || (distance.isFinite && distance <= atol + rtol * Swift.abs(y))
  }
}
