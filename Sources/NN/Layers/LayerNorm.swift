public import ApusAutograd
public import ApusTensor

/// (x - mean) / sqrt(variance + eps) * weight + bias over the last dimensions, which have the shape that
/// is given; variance without Bessel's correction (Ba, Kiros and Hinton 2016). Deviations from the mean, and the
/// root of their mean square, are each computed in double precision and rounded once.
public final class LayerNorm: Module, Layer {
  public let normalizedShape: [Int]
  public let eps: Double
  @Parameter public var weight: Tensor
  @Parameter public var bias: Tensor

  public init(_ normalizedShape: [Int], eps: Double = 1e-5, dtype: DType = .float32) {
    self.normalizedShape = normalizedShape
    self.eps = eps
    weight = .ones(normalizedShape, dtype: dtype)
    bias = .zeros(normalizedShape, dtype: dtype)
  }

  /// Over the last dimension, of `size`.
  public convenience init(_ size: Int, eps: Double = 1e-5, dtype: DType = .float32) {
    self.init([size], eps: eps, dtype: dtype)
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let size = normalizedShape.count
    require(
      x.rank >= size && x.shape.suffix(size).elementsEqual(normalizedShape),
      "\(label): input of shape \(x.shape) does not end in \(normalizedShape)")
    return layerNorm(x, weight, bias, eps: eps)
  }

  public override var extraDescription: String {
    let inner = normalizedShape.map(String.init).joined(separator: ", ")
    let shape = normalizedShape.count == 1 ? "(\(inner),)" : "(\(inner))"
    return "\(shape), eps=\(pythonText(eps)), elementwise_affine=True, bias=True"
  }
}

/// A number as Python prints it: 1e-05, not 1e-5.
func pythonText(_ value: Double) -> String {
  let text = "\(value)"
  guard let e = text.firstIndex(of: "e"), text.distance(from: e, to: text.endIndex) == 3 else {
    return text
  }
  var digits = text
  digits.insert("0", at: digits.index(before: digits.endIndex))
  return digits
}
