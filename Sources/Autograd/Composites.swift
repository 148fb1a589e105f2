import Tensor

// Functions composed of primitives: they need no rule of their own.

extension Tensor {
  /// Mean over `dims` (nil: all).
  public func mean(dims: [Int]? = nil, keepDim: Bool = false) -> Tensor {
    require(dtype.isFloatingPoint, "mean: needs float32 or float64, got \(dtype)")
    let total = sum(dims: dims, keepDim: keepDim)
    return total / (Double(count) / Double(Swift.max(total.count, 1)))
  }

  public func mean(dim: Int, keepDim: Bool = false) -> Tensor {
    mean(dims: [dim], keepDim: keepDim)
  }

  /// Variance over `dims` (nil: all), divided by n - `correction`; infinite where that is not above 0.
  public func `var`(dims: [Int]? = nil, correction: Int = 1, keepDim: Bool = false) -> Tensor {
    let deviation = self - mean(dims: dims, keepDim: true)
    let total = (deviation * deviation).sum(dims: dims, keepDim: keepDim)
    let size = Double(count) / Double(Swift.max(total.count, 1))
    return total / Swift.max(size - Double(correction), 0)
  }

  /// Standard deviation over `dims` (nil: all), with Bessel's correction by default.
  public func std(dims: [Int]? = nil, correction: Int = 1, keepDim: Bool = false) -> Tensor {
    self.var(dims: dims, correction: correction, keepDim: keepDim).sqrt()
  }

  /// x times x.
  public func square() -> Tensor { self * self }

  /// The sum of the products of two tensors' elements.
  public func dot(_ other: Tensor) -> Tensor { (self * other).sum() }

  public func `var`(dim: Int, correction: Int = 1, keepDim: Bool = false) -> Tensor {
    self.var(dims: [dim], correction: correction, keepDim: keepDim)
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

  public static func += (a: inout Tensor, b: Double) { a = a + b }
  public static func -= (a: inout Tensor, b: Double) { a = a - b }
  public static func *= (a: inout Tensor, b: Double) { a = a * b }
  public static func /= (a: inout Tensor, b: Double) { a = a / b }

  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }
}
