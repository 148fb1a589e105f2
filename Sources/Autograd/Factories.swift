public import Tensor

extension Tensor {
  /// A leaf from Swift values: whole and fractional literals give float32, arrays of `Int` int64.
  public convenience init(_ elements: [Float], requiresGrad: Bool = false) {
    self.init(NDArray(elements), requiresGrad: requiresGrad)
  }
  public convenience init(_ rows: [[Float]], requiresGrad: Bool = false) {
    self.init(NDArray(rows), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public convenience init<T: Scalar>(_ elements: [T], requiresGrad: Bool = false) {
    self.init(NDArray(elements), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public convenience init<T: Scalar>(_ rows: [[T]], requiresGrad: Bool = false) {
    self.init(NDArray(rows), requiresGrad: requiresGrad)
  }
  public convenience init(_ planes: [[[Float]]], requiresGrad: Bool = false) {
    self.init(NDArray(planes), requiresGrad: requiresGrad)
  }
  /// A 0-d leaf.
  public convenience init(
    scalar: Double, dtype: DType = .float32, requiresGrad: Bool = false
  ) {
    self.init(.full([], scalar, dtype: dtype), requiresGrad: requiresGrad)
  }

  public static func full(
    _ shape: [Int], _ value: Double, dtype: DType = .float32, requiresGrad: Bool = false
  ) -> Tensor {
    Tensor(.full(shape, value, dtype: dtype), requiresGrad: requiresGrad)
  }

  public static func zeros(
    _ shape: [Int], dtype: DType = .float32, requiresGrad: Bool = false
  ) -> Tensor {
    Tensor(.zeros(shape, dtype: dtype), requiresGrad: requiresGrad)
  }
  public static func zeros(
    _ shape: Int..., dtype: DType = .float32, requiresGrad: Bool = false
  ) -> Tensor {
    zeros(shape, dtype: dtype, requiresGrad: requiresGrad)
  }

  public static func ones(
    _ shape: [Int], dtype: DType = .float32, requiresGrad: Bool = false
  ) -> Tensor {
    Tensor(.ones(shape, dtype: dtype), requiresGrad: requiresGrad)
  }
  public static func ones(
    _ shape: Int..., dtype: DType = .float32, requiresGrad: Bool = false
  ) -> Tensor {
    ones(shape, dtype: dtype, requiresGrad: requiresGrad)
  }

  /// 0, 1, ... below `end`.
  public static func arange(
    _ end: Int, dtype: DType = .int64, requiresGrad: Bool = false
  ) -> Tensor {
    Tensor(.arange(end, dtype: dtype), requiresGrad: requiresGrad)
  }
  /// `start`, `start + step`, ... below `end`.
  public static func arange(
    _ start: Double, _ end: Double, step: Double = 1, dtype: DType = .float32,
    requiresGrad: Bool = false
  ) -> Tensor {
    Tensor(.arange(start, end, step: step, dtype: dtype), requiresGrad: requiresGrad)
  }

  /// Ones on the diagonal of an n x n (or n x m) matrix.
  public static func eye(
    _ n: Int, _ m: Int? = nil, dtype: DType = .float32, requiresGrad: Bool = false
  ) -> Tensor {
    Tensor(.eye(n, m, dtype: dtype), requiresGrad: requiresGrad)
  }

  /// Uniform in [0, 1): the stream of `torch.rand`.
  public static func rand(
    _ shape: [Int], dtype: DType = .float32, requiresGrad: Bool = false,
    generator: Generator = .default
  ) -> Tensor {
    Tensor(.rand(shape, dtype: dtype, generator: generator), requiresGrad: requiresGrad)
  }
  public static func rand(
    _ shape: Int..., dtype: DType = .float32, requiresGrad: Bool = false,
    generator: Generator = .default
  ) -> Tensor {
    rand(shape, dtype: dtype, requiresGrad: requiresGrad, generator: generator)
  }

  /// Normal with mean 0 and standard deviation 1: the stream of `torch.randn`.
  public static func randn(
    _ shape: [Int], dtype: DType = .float32, requiresGrad: Bool = false,
    generator: Generator = .default
  ) -> Tensor {
    Tensor(.randn(shape, dtype: dtype, generator: generator), requiresGrad: requiresGrad)
  }
  public static func randn(
    _ shape: Int..., dtype: DType = .float32, requiresGrad: Bool = false,
    generator: Generator = .default
  ) -> Tensor {
    randn(shape, dtype: dtype, requiresGrad: requiresGrad, generator: generator)
  }

  /// Zeros of the shape and type of another tensor.
  public static func zerosLike(_ other: Tensor, requiresGrad: Bool = false) -> Tensor {
    zeros(other.shape, dtype: other.dtype, requiresGrad: requiresGrad)
  }

  /// Ones of the shape and type of another tensor.
  public static func onesLike(_ other: Tensor, requiresGrad: Bool = false) -> Tensor {
    ones(other.shape, dtype: other.dtype, requiresGrad: requiresGrad)
  }
}
