// One of two values each, by a mask or by size.

extension NDArray {
  /// `self` where `condition` holds, else `other`; all three broadcast.
  public func `where`(_ condition: NDArray, else other: NDArray) -> NDArray {
    require(condition.dtype == .bool, "where: the mask must be bool, got \(condition.dtype)")
    let type = DType.promote(
      dtype, isScalar: rank == 0, other.dtype, isScalar: other.rank == 0)
    let dims = NDArray.broadcast(
      NDArray.broadcast(self.dims, other.dims, "where"), condition.dims, "where")
    let b = other.to(type)
    return .choose(
      condition.expand(to: dims), to(type).expand(to: dims), b.count == 1 ? b : b.expand(to: dims))
  }
}

extension NDArray {
  /// `self` where `condition` holds, else `other`.
  public func `where`(_ condition: NDArray, else other: Number) -> NDArray {
    self.where(condition, else: operand(other, "where"))
  }

  /// Between `min` and `max`; NaN stays NaN. Beside integers a finite real bound makes float32, and a whole one that is
  /// beyond their type does not bind; traps where none of them could be within the bounds, and on NaN.
  public func clamp(min: Number = -.infinity, max: Number = .infinity) -> NDArray {
    require(!min.isNaN && !max.isNaN, "clamp: a bound is NaN")
    let isReal = [min, max].contains { !$0.isWhole && $0.double.isFinite }
    if isReal && !dtype.isFloatingPoint { return to(.float32).clamp(min: min, max: max) }
    let raised = bound(min, "min", open: .belowAll).map(maximum) ?? self
    return bound(max, "max", open: .aboveAll).map(raised.minimum) ?? raised
  }

  /// A bound as an operand, or nil where it does not bind.
  private func bound(_ number: Number, _ name: String, open: Place) -> NDArray? {
    let place = number.place(among: dtype.isInteger ? dtype : .int64)
    if dtype.isFloatingPoint {
      return place == open && number.double.isInfinite ? nil : scalar(number, "clamp")
    }
    switch place {
    case open: return nil
    case .at: return operand(number, "clamp")
    default: trap("clamp: no \(dtype) is within \(name): \(number)")
    }
  }
}
