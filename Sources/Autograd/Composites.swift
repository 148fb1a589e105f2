import ApusTensor

// Functions composed of primitives: they need no rule of their own.

extension Tensor {
  /// Standard deviation over `dims` (nil: all), with Bessel's correction by default. Its gradient is 0
  /// where all elements are equal. float32 is computed in float64: squares would leave its range.
  public func std(dims: [Int]? = nil, correction: Int = 1, keepDim: Bool = false) -> Tensor {
    let wide = dtype == .float32 ? to(.float64) : self
    let variance = wide.var(dims: dims, correction: correction, keepDim: keepDim)
    let varies = variance.array.notEqual(0)
    return variance.where(varies, else: 1).sqrt().where(varies, else: 0).to(dtype)
  }

  /// x times x.
  public func square() -> Tensor { self * self }

  /// The sum of the products of two vectors' elements.
  public func dot(_ other: Tensor) -> Tensor {
    require(
      rank == 1 && shape == other.shape,
      "dot: needs two vectors of one length, got \(shape) and \(other.shape)")
    return (self * other).sum()
  }

  public func std(dim: Int, correction: Int = 1, keepDim: Bool = false) -> Tensor {
    std(dims: [dim], correction: correction, keepDim: keepDim)
  }

  public func amax(dim: Int, keepDim: Bool = false) -> Tensor {
    amax(dims: [dim], keepDim: keepDim)
  }

  public func amin(dim: Int, keepDim: Bool = false) -> Tensor {
    amin(dims: [dim], keepDim: keepDim)
  }

  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }
}
