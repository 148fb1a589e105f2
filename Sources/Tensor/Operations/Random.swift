// Arrays of random numbers, drawn in the order in which PyTorch's CPU kernels draw them.

extension NDArray {
  /// Uniform in [from, to). Traps where `dtype` does not hold `to - from`, or that is negative.
  public static func uniform(
    _ shape: [Int], from: Double = 0, to: Double = 1, dtype: DType = .float32,
    generator: Generator = .default
  ) -> NDArray {
    let dims = checked(shape, "uniform")
    let largest =
      dtype == .float32 ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
    require(
      to - from >= 0 && to - from <= largest || dims.elementCount == 0,
      "uniform: from \(from) to \(to) is not a range of \(dtype)")
    return drawUniform(dims, from: from, to: to, dtype, generator)
  }

  /// Uniform in [0, 1).
  public static func rand(
    _ shape: [Int], dtype: DType = .float32, generator: Generator = .default
  ) -> NDArray {
    uniform(shape, dtype: dtype, generator: generator)
  }

  /// Normal with mean 0 and standard deviation 1.
  public static func randn(
    _ shape: [Int], dtype: DType = .float32, generator: Generator = .default
  ) -> NDArray {
    drawNormal(checked(shape, "randn"), mean: 0, std: 1, dtype, "randn", generator)
  }

  /// Normal with mean `mean` and standard deviation `std`. Fewer than 16 are scaled in double precision and
  /// rounded then, as in PyTorch.
  package static func normal(
    _ shape: [Int], mean: Double, std: Double, dtype: DType = .float32,
    generator: Generator = .default
  ) -> NDArray {
    require(std >= 0, "normal: std must not be negative, got \(std)")
    return drawNormal(checked(shape, "normal"), mean: mean, std: std, dtype, "normal", generator)
  }

  /// 1 with probability `p`, else 0, as uint8, drawn in the order in which this array's elements lie in
  /// memory.
  package func bernoulliMask(_ p: Double, generator: Generator = .default) -> NDArray {
    drawMask(p, generator)
  }
}
