public import ApusTensor

// Value and derivative of each elementwise primitive, from simple to tricky. `g` is the gradient of the
// result, `y` the result. The engine sums over broadcast dimensions.

// MARK: - Arithmetic

extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    Tensor(a.array + b.array, linear: (a, { g in g }), (b, { g in g }))
  }
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    Tensor(a.array - b.array, linear: (a, { g in g }), (b, { g in -g }))
  }
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    Tensor(a.array * b.array, (a, { g in g * b }), (b, { g in g * a }))
  }
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    // Divided twice: the square of a small divisor may be 0 where the derivative is not infinite.
    Tensor(a.array / b.array, (a, { g in g / b }), (b, { g in -g * (a / b / b) }))
  }
  public static prefix func - (a: Tensor) -> Tensor {
    Tensor(-a.array, linear: (a, { g in -g }))
  }
}

extension Tensor: NumberArithmetic {
  public static let _operators = _NumberOperators<Tensor>(
    plus: { $0 + $1 }, minus: { $0 - $1 }, from: { $0 - $1 }, times: { $0 * $1 },
    dividedBy: { $0 / $1 }, under: { $0 / $1 })

  public static func + (a: Tensor, b: Number) -> Tensor {
    Tensor(a.array + b, linear: (a, { g in g }))
  }
  public static func + (a: Number, b: Tensor) -> Tensor {
    Tensor(a + b.array, linear: (b, { g in g }))
  }
  public static func - (a: Tensor, b: Number) -> Tensor {
    Tensor(a.array - b, linear: (a, { g in g }))
  }
  public static func - (a: Number, b: Tensor) -> Tensor {
    Tensor(a - b.array, linear: (b, { g in -g }))
  }
  public static func * (a: Tensor, b: Number) -> Tensor {
    Tensor(a.array * b, linear: (a, { g in g * b }))
  }
  public static func * (a: Number, b: Tensor) -> Tensor {
    Tensor(a * b.array, linear: (b, { g in g * a }))
  }
  public static func / (a: Tensor, b: Number) -> Tensor {
    Tensor(a.array / b, linear: (a, { g in g / b }))
  }
  public static func / (a: Number, b: Tensor) -> Tensor {
    Tensor(a / b.array, (b, { g in -g * (a / b / b) }))
  }
}

// MARK: - Functions

extension Tensor {
  public func exp() -> Tensor { Tensor(array.exp(), result: (self, { g, y in g * y })) }
  public func log() -> Tensor { Tensor(array.log(), (self, { g in g / self })) }
  public func log1p() -> Tensor { Tensor(array.log1p(), (self, { g in g / (self + 1) })) }
  public func sin() -> Tensor { Tensor(array.sin(), (self, { g in g * self.cos() })) }
  public func cos() -> Tensor { Tensor(array.cos(), (self, { g in -g * self.sin() })) }
  /// The derivative at 0 is infinite.
  public func sqrt() -> Tensor { Tensor(array.sqrt(), result: (self, { g, y in g / (y * 2) })) }
  public func tanh() -> Tensor {
    Tensor(array.tanh(), result: (self, { g, y in g * (1 - y * y) }))
  }
  /// 1 / (1 + exp(-x)).
  public func sigmoid() -> Tensor {
    Tensor(array.sigmoid(), result: (self, { g, y in g * y * (1 - y) }))
  }
}

// MARK: - Functions with kinks: PyTorch's choice of derivative at each

extension Tensor {
  /// max(x, 0); the derivative at 0 is 0. A gradient passes through NaN.
  public func relu() -> Tensor {
    Tensor(array.relu(), (self, { g in g.where(self.array.notLessEqual(0), else: 0) }))
  }
  /// The derivative at 0 is 0.
  public func abs() -> Tensor {
    Tensor(array.abs(), (self, { g in g * Tensor(self.array.sign()) }))
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

  /// The largest whole number that is not above x; the derivative is 0.
  public func floor() -> Tensor { Tensor(array.floor(), linear: (self, { g in g.vanished() })) }
  /// -1, 0 or 1; NaN for NaN. The derivative is 0.
  public func sign() -> Tensor { Tensor(array.sign(), linear: (self, { g in g.vanished() })) }

  /// 0 where `a` loses against `b`, half of this gradient where they are equal, else all of it: a choice, not
  /// a product, as the gradient may be infinite.
  private func share(
    of a: NDArray, _ b: NDArray, _ loses: (NDArray, NDArray) -> NDArray
  ) -> Tensor {
    let ties = a.equal(b)
    return (self * Tensor(1 - ties.to(dtype) * 0.5)).where(loses(a, b).logicalNot(), else: 0)
  }
}

// MARK: - Choice and type

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

  /// The elements converted to another type; gradients flow between floating-point types.
  public func to(_ dtype: DType) -> Tensor {
    if dtype == self.dtype { return self }
    let (value, source) = (array.to(dtype), self.dtype)
    return dtype.isFloatingPoint && source.isFloatingPoint
      ? Tensor(value, linear: (self, { g in g.to(source) })) : Tensor(value)
  }
}

// MARK: - Comparisons: truth values, without gradients

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
