public import ApusTensor

extension Tensor {
  /// A leaf from Swift values: whole and fractional literals give float32, arrays of `Int` int64.
  public convenience init(_ elements: [Float], requiresGrad: Bool = false) {
    self.init(NDArray(elements), requiresGrad: requiresGrad)
  }
  public convenience init(_ rows: [[Float]], requiresGrad: Bool = false) {
    self.init(NDArray(rows), requiresGrad: requiresGrad)
  }
  public convenience init(_ planes: [[[Float]]], requiresGrad: Bool = false) {
    self.init(NDArray(planes), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public convenience init<T: ArrayElement>(_ elements: [T], requiresGrad: Bool = false) {
    self.init(NDArray(elements), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public convenience init<T: ArrayElement>(_ rows: [[T]], requiresGrad: Bool = false) {
    self.init(NDArray(rows), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public convenience init<T: ArrayElement>(_ planes: [[[T]]], requiresGrad: Bool = false) {
    self.init(NDArray(planes), requiresGrad: requiresGrad)
  }

  /// A leaf of a type that is asked for. Whole numbers stay exact; integers cut off fractions. Traps where an integer
  /// type does not hold a number.
  public convenience init(_ elements: [Number], dtype: DType, requiresGrad: Bool = false) {
    self.init(NDArray(elements, dtype: dtype), requiresGrad: requiresGrad)
  }
  public convenience init(_ rows: [[Number]], dtype: DType, requiresGrad: Bool = false) {
    self.init(NDArray(rows, dtype: dtype), requiresGrad: requiresGrad)
  }
  public convenience init(_ planes: [[[Number]]], dtype: DType, requiresGrad: Bool = false) {
    self.init(NDArray(planes, dtype: dtype), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public convenience init<N: SwiftNumber>(
    _ elements: [N], dtype: DType, requiresGrad: Bool = false
  ) {
    self.init(NDArray(elements, dtype: dtype), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public convenience init<N: SwiftNumber>(
    _ rows: [[N]], dtype: DType, requiresGrad: Bool = false
  ) {
    self.init(NDArray(rows, dtype: dtype), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public convenience init<N: SwiftNumber>(
    _ planes: [[[N]]], dtype: DType, requiresGrad: Bool = false
  ) {
    self.init(NDArray(planes, dtype: dtype), requiresGrad: requiresGrad)
  }

  /// A 0-d leaf.
  public convenience init(
    scalar: Number, dtype: DType = .float32, requiresGrad: Bool = false
  ) {
    self.init(.full([], scalar, dtype: dtype), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public convenience init<N: SwiftNumber>(
    scalar: N, dtype: DType = .float32, requiresGrad: Bool = false
  ) {
    self.init(scalar: scalar._number, dtype: dtype, requiresGrad: requiresGrad)
  }

  /// Every element `value`. Traps where an integer type does not hold it.
  public static func full(
    _ shape: [Int], _ value: Number, dtype: DType = .float32, requiresGrad: Bool = false
  ) -> Tensor {
    Tensor(.full(shape, value, dtype: dtype), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public static func full<N: SwiftNumber>(
    _ shape: [Int], _ value: N, dtype: DType = .float32, requiresGrad: Bool = false
  ) -> Tensor {
    full(shape, value._number, dtype: dtype, requiresGrad: requiresGrad)
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

  /// 0, 1, ... below `end`; types as for both ends.
  public static func arange(
    _ end: Number, dtype: DType? = nil, requiresGrad: Bool = false
  ) -> Tensor {
    Tensor(.arange(end, dtype: dtype), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public static func arange<N: SwiftNumber>(
    _ end: N, dtype: DType? = nil, requiresGrad: Bool = false
  ) -> Tensor {
    arange(end._number, dtype: dtype, requiresGrad: requiresGrad)
  }
  /// `start`, `start + step`, ... below `end`, exact where all three are whole: int64 then, else float32, unless
  /// `dtype` says otherwise.
  public static func arange(
    _ start: Number, _ end: Number, step: Number = 1, dtype: DType? = nil,
    requiresGrad: Bool = false
  ) -> Tensor {
    Tensor(.arange(start, end, step: step, dtype: dtype), requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public static func arange<N: SwiftNumber, M: SwiftNumber>(
    _ start: N, _ end: M, step: Number = 1, dtype: DType? = nil, requiresGrad: Bool = false
  ) -> Tensor {
    arange(start._number, end._number, step: step, dtype: dtype, requiresGrad: requiresGrad)
  }
  @_disfavoredOverload
  public static func arange<N: SwiftNumber, M: SwiftNumber, S: SwiftNumber>(
    _ start: N, _ end: M, step: S, dtype: DType? = nil, requiresGrad: Bool = false
  ) -> Tensor {
    arange(start._number, end._number, step: step._number, dtype: dtype, requiresGrad: requiresGrad)
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
