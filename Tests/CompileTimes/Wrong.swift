// Wrong expressions, and how many milliseconds the compiler may think about each: what it takes on a core that others use
// as well. Scripts/check-compile-times. It is not part of the package.

import Apus

func wrong(
  _ x: Tensor, _ y: Tensor, _ n: Int, _ d: Double, _ f: Float, _ s: String, _ a: [Int],
  _ o: Tensor?, _ z: NDArray
) {
  _ = x * s  // 100
  _ = (x - 1) * (y + 2) / s + 3  // 9600
  _ = 2 * x + a  // 100
  _ = x + o  // 100
  _ = (x * 2 - 1) * o + 3  // 3200
  _ = x + z  // 100
  _ = 1 / (1 + (-x).exp()) * s  // 600
  _ = (x * x + y * y - 2 * x * y) / s  // 10800
  _ = 0.5 * x * (1 + (0.79 * (x + 0.044 * x * x * x)).exp()) + s  // 10800
  _ = x.less(s)  // 100
  let _: Int = x * 2 - 1  // 100
  let _: Double = (x - y) * 2 + 1 / x  // 2200
  let _: Tensor = 2 * 3 + 1  // 100
  _ = x.sum() / 3 + y.sum() * 4 - "a"  // 5800
  _ = -s * x + 2 * y  // 2400
  _ = x * true + 1  // 100
  _ = x.foo() * 2 + 1  // 100
  _ = (x + 1).bar * 3 - y / 2  // 12000
  _ = [1, 2, 3].map { x * $0 + s }  // 100
  _ = x * 2 * 3 * 4 * s  // 3700
}
