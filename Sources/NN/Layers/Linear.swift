public import ApusAutograd
public import ApusTensor

/// y = x W^T + b over the last dimension: [..., in] -> [..., out].
public final class Linear: Module, Layer {
  /// [out, in]
  @Parameter public var weight: Tensor
  /// [out]
  @Parameter public var bias: Tensor?

  /// Weight and bias are drawn from U(-1/sqrt(in), 1/sqrt(in)), the weight first.
  public init(_ inputSize: Int, _ outputSize: Int, bias: Bool = true, dtype: DType = .float32) {
    weight = Init.kaimingUniform([outputSize, inputSize], a: 5.0.squareRoot(), dtype: dtype)
    let bound = inputSize > 0 ? 1 / Double(inputSize).squareRoot() : 0
    self.bias = bias ? Init.uniform([outputSize], from: -bound, to: bound, dtype: dtype) : nil
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    require(
      x.shape.last == weight.shape[1] && x.dtype == weight.dtype,
      "\(label): input of shape \(x.shape) (\(x.dtype)), weight expects "
        + "[..., \(weight.shape[1])] (\(weight.dtype)); weight is \(weight.shape)")
    let product = x.matmul(weight.T)
    return bias.map { product + $0 } ?? product
  }

  public override var extraDescription: String {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    return "in_features=\(inputs), out_features=\(outputs), bias=\(bias == nil ? "False" : "True")"
  }
}
