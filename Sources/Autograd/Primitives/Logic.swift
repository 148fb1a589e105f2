// Truth values, without gradients. What is not zero is true, NaN too; the results are of bool.

import ApusTensor

extension Tensor {
  public func logicalAnd(_ other: Tensor) -> Tensor { Tensor(array.logicalAnd(other.array)) }
  public func logicalOr(_ other: Tensor) -> Tensor { Tensor(array.logicalOr(other.array)) }
  /// Whether one of each pair is true and the other is not.
  public func logicalXor(_ other: Tensor) -> Tensor { Tensor(array.logicalXor(other.array)) }
  public func logicalNot() -> Tensor { Tensor(array.logicalNot()) }

  public func isNaN() -> Tensor { Tensor(array.isNaN()) }
  /// Infinite, of either sign.
  public func isInf() -> Tensor { Tensor(array.isInf()) }
  /// Neither infinite nor NaN.
  public func isFinite() -> Tensor { Tensor(array.isFinite()) }

  /// Whether every element is true; of none it is.
  public func all() -> Bool { array.all() }
  /// Whether any element is true.
  public func any() -> Bool { array.any() }

  /// Whether every element over `dims` is true.
  public func all(dims: [Int], keepDim: Bool = false) -> Tensor {
    Tensor(array.all(dims: dims, keepDim: keepDim))
  }
  public func all(dim: Int, keepDim: Bool = false) -> Tensor { all(dims: [dim], keepDim: keepDim) }

  /// Whether any element over `dims` is true.
  public func any(dims: [Int], keepDim: Bool = false) -> Tensor {
    Tensor(array.any(dims: dims, keepDim: keepDim))
  }
  public func any(dim: Int, keepDim: Bool = false) -> Tensor { any(dims: [dim], keepDim: keepDim) }
}
