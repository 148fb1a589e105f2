public import ApusTensor

// One of two values each, by a mask or by size; PyTorch's choice of derivative at kinks.

extension Tensor {
  /// This tensor where `condition` holds, else `other`; all three broadcast.
  public func `where`(_ condition: Tensor, else other: Tensor) -> Tensor {
    let mask = condition.array.to(.bool)
    return Tensor(
      array.where(mask, else: other.array),
      linear: (self, { g in g.where(mask, else: 0) }),
      (other, { g in g.where(mask.logicalNot(), else: 0) }))
  }

  /// This tensor where `condition` holds, else `value`.
  public func `where`(_ condition: Tensor, else value: Number) -> Tensor {
    self.where(condition.array.to(.bool), else: value)
  }

  /// This tensor where the constant `mask` holds, else `value`.
  package func `where`(_ mask: NDArray, else value: Number) -> Tensor {
    Tensor(
      array.where(mask, else: value), linear: (self, { g in g.where(mask, else: 0) })
    )
  }

  /// Between `min` and `max`; the derivative is 1 at both bounds.
  public func clamp(min: Number = -.infinity, max: Number = .infinity) -> Tensor {
    Tensor(
      array.clamp(min: min, max: max),
      (
        self,
        { g in g.where(self.array.greaterEqual(min).logicalAnd(self.array.lessEqual(max)), else: 0)
        }
      ))
  }
  /// The larger of each pair; equal ones share the gradient, and both get it where one is NaN.
  public func maximum(_ other: Tensor) -> Tensor {
    Tensor(
      array.maximum(other.array),
      (self, { g in g.share(of: self.array, other.array) { $0.less($1) } }),
      (other, { g in g.share(of: other.array, self.array) { $0.less($1) } }))
  }
  /// The smaller of each pair; equal ones share the gradient, and both get it where one is NaN.
  public func minimum(_ other: Tensor) -> Tensor {
    Tensor(
      array.minimum(other.array),
      (self, { g in g.share(of: self.array, other.array) { $0.greater($1) } }),
      (other, { g in g.share(of: other.array, self.array) { $0.greater($1) } }))
  }

  /// 0 where `a` loses against `b`, half of this gradient where they are equal, else all of it: a choice, not
  /// a product, as the gradient may be infinite.
  private func share(
    of a: NDArray, _ b: NDArray, _ loses: (NDArray, NDArray) -> NDArray
  ) -> Tensor {
    let ties = a.equal(b)
    return (self * Tensor(1 - ties.to(dtype) * 0.5)).where(loses(a, b).logicalNot(), else: 0)
  }
}
