// Truth values. What is not zero is true, NaN too; the results are of bool.

extension NDArray {
  public func logicalAnd(_ other: NDArray) -> NDArray { to(.bool) * other.to(.bool) }
  public func logicalOr(_ other: NDArray) -> NDArray { to(.bool) + other.to(.bool) }
  /// Whether one of each pair is true and the other is not.
  public func logicalXor(_ other: NDArray) -> NDArray { to(.bool).notEqual(other.to(.bool)) }
  public func logicalNot() -> NDArray { to(.bool).equal(NDArray(scalar: false)) }

  public func isNaN() -> NDArray { notEqual(self) }
  /// Infinite, of either sign.
  public func isInf() -> NDArray {
    dtype.isFloatingPoint ? abs().equal(.infinity) : .zeros(shape, dtype: .bool)
  }
  /// Neither infinite nor NaN.
  public func isFinite() -> NDArray {
    dtype.isFloatingPoint ? abs().less(.infinity) : .ones(shape, dtype: .bool)
  }

  /// Whether every element is true; of none it is.
  public func all() -> Bool { all(dims: Array(0..<rank)).truth }
  /// Whether any element is true.
  public func any() -> Bool { any(dims: Array(0..<rank)).truth }

  /// Whether every element over `dims` is true.
  public func all(dims: [Int], keepDim: Bool = false) -> NDArray {
    logicalNot().holdsTrue(dims, keepDim, "all").logicalNot()
  }
  public func all(dim: Int, keepDim: Bool = false) -> NDArray { all(dims: [dim], keepDim: keepDim) }

  /// Whether any element over `dims` is true.
  public func any(dims: [Int], keepDim: Bool = false) -> NDArray {
    holdsTrue(dims, keepDim, "any")
  }
  public func any(dim: Int, keepDim: Bool = false) -> NDArray { any(dims: [dim], keepDim: keepDim) }

  private func holdsTrue(_ dims: [Int], _ keepDim: Bool, _ name: String) -> NDArray {
    to(.bool).sums(dims, keepDim, name).to(.bool)
  }

  /// The only element.
  private var truth: Bool { scalars(as: Bool.self)[0] }
}
