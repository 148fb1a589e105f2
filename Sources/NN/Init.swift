public import ApusAutograd
public import ApusTensor

/// Initial values of parameters, drawn as PyTorch's `torch.nn.init` draws them. Each returns a new leaf;
/// `generator` is the default one unless another is given.
public enum Init {
  private static func check(_ shape: [Int]) {
    require(
      shape.count >= 2 && NDArray.elementCount(of: shape) != nil,
      "Init: \(shape) is not a possible shape of at least 2 dimensions")
  }

  /// How many values flow into and out of one unit of a weight [out, in, ...].
  static func fans(_ shape: [Int]) -> (in: Int, out: Int) {
    check(shape)
    let receptive = shape.dropFirst(2).reduce(1, *)
    return (shape[1] * receptive, shape[0] * receptive)
  }

  /// U(from, to). Traps where `dtype` does not hold `to - from`, or that is negative.
  public static func uniform(
    _ shape: [Int], from: Double = 0, to: Double = 1, dtype: DType = .float32,
    generator: Generator = .default
  ) -> Tensor {
    Tensor(.uniform(shape, from: from, to: to, dtype: dtype, generator: generator))
  }

  /// N(mean, std^2). Traps where `std` is negative.
  public static func normal(
    _ shape: [Int], mean: Double = 0, std: Double = 1, dtype: DType = .float32,
    generator: Generator = .default
  ) -> Tensor {
    Tensor(.normal(shape, mean: mean, std: std, dtype: dtype, generator: generator))
  }

  /// U(-b, b), b = sqrt(6 / ((1 + a^2) fan_in)): He et al. 2015 for leaky ReLUs of slope `a`.
  public static func kaimingUniform(
    _ shape: [Int], a: Double = 0, dtype: DType = .float32, generator: Generator = .default
  ) -> Tensor {
    // In PyTorch's order of operations: the bound's last bit decides the weights' last bits.
    let gain = (2 / (1 + a * a)).squareRoot()
    let bound = 3.0.squareRoot() * (gain / Double(fans(shape).in).squareRoot())
    return uniform(shape, from: -bound, to: bound, dtype: dtype, generator: generator)
  }

  /// U(-b, b), b = gain sqrt(6 / (fan_in + fan_out)): Glorot and Bengio 2010.
  public static func xavierUniform(
    _ shape: [Int], gain: Double = 1, dtype: DType = .float32, generator: Generator = .default
  ) -> Tensor {
    let (fanIn, fanOut) = fans(shape)
    let std = gain * (2 / Double(fanIn + fanOut)).squareRoot()
    let bound = 3.0.squareRoot() * std
    return uniform(shape, from: -bound, to: bound, dtype: dtype, generator: generator)
  }

  /// A matrix with orthonormal rows or columns, times `gain`: Saxe et al. 2013, by QR of normal numbers.
  public static func orthogonal(
    _ shape: [Int], gain: Double = 1, dtype: DType = .float32, generator: Generator = .default
  ) -> Tensor {
    check(shape)
    let (rows, columns) = (shape[0], shape.dropFirst().reduce(1, *))
    let drawn = NDArray.randn([rows, columns], dtype: dtype, generator: generator)
    let (q, r) = (rows < columns ? drawn.T : drawn).qr()
    // With the signs of r's diagonal the distribution is uniform.
    let signed = q * r.diagonal().sign()
    return Tensor(((rows < columns ? signed.T : signed) * gain).reshape(shape).contiguous())
  }
}
