// Right expressions, each of which the compiler must understand within 0.3 s: Scripts/check-compile-times. It is not part of
// the package.

import Apus

func literals(_ x: Tensor, _ y: Tensor) {
  _ = x * 2 - 1
  _ = 1 - y * y
  _ = (x - y) * (x - y) / 2 + 1 / x
  _ = -x * 3 + 0.5 * (y - 1)
  _ = 1 / (1 + (-x).exp())
  _ = (x * x + y * y - 2 * x * y) / 4
  _ = 0.5 * x * (1 + (0.79 * (x + 0.044 * x * x * x)).tanh())
  _ = x.less(y * 2 + 1).logicalOr(x.less(-0.5))
  _ = x.pow(2) / 2 - x.pow(3) / 6 + x.pow(4) / 24
  _ = (x.sum() / 3 + y.sum() * 4 - 1).item() / 2
  let _: Tensor = 1 / 2 * x
  let _: Tensor = x * (1 / 3) + 2 * (3 - 1) * y
  _ = [x * 2, y / 3, 1 - x]
  _ = x.less(.infinity).logicalAnd(y.greater(-.infinity))
  _ = x * .pi + 2 * .pi * y
  _ = [1, 2, 3].map { x * $0 + 1 }
}

func variables(_ x: Tensor, _ y: Tensor, _ n: Int, _ d: Double, _ f: Float, _ b: UInt8) {
  _ = x * n + f * y
  _ = x * Double(n) / f
  _ = (x * n - d) / (y * f + n)
  _ = (1 - d) * x + d * y
  _ = (x - 1) / (2 * d + 1) * (y + 3)
  _ = x * (n / 2 + 1) - b * y
  _ = (Float(n) * 2 - f) * x / n
  _ = x.clamp(min: d, max: 1) + x.clamp(min: -1, max: n) * f
  _ = x.where(x.less(n), else: 0) + y.where(x.greater(d), else: f) * 2
  _ = (x * d - y * f).pow(n) / (n * n + 1) + b
}

func arrays(_ x: NDArray, _ n: Int, _ wide: [Int64], _ narrow: [Int16]) {
  _ = NDArray(wide) * 2 + NDArray(narrow) / 3 - n
  _ = (NDArray([Int64(1), 2]) + x * 0.5).sum().item() * 2 + 1
  _ = Tensor([[1, 2]], dtype: .int64) + Tensor([0.5, 1 / 3], dtype: .float64) * 2
  _ = NDArray.full([2], n, dtype: .int64) - NDArray.arange(0, n, step: 2) * 3 + 1
  _ = (x.scalars(as: UInt16.self).map { Double($0) * 2 }, x.rows(as: Int64.self).count + 1)
}
