import ApusTensor

/// (x - mean) / sqrt(variance + eps) * weight + bias over the last dimensions of `x`, whose shape is that of `weight` and
/// `bias`; variance without Bessel's correction. Computed in double precision and rounded once.
///
/// Fused, because the composition goes through memory a dozen times. Where the types differ it is what runs.
package func layerNorm(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, eps: Double) -> Tensor {
  let size = weight.count
  guard x.dtype == weight.dtype && x.dtype == bias.dtype && size > 0 else {
    return layerNormTwin([x, weight, bias], eps: eps)
  }
  let (result, saved) = layerNormForward(
    x.array, size: size, weight: weight.array, bias: bias.array, eps: eps)
  let (input, factor) = (x.array, weight.array)
  return Tensor.fused(
    inputs: [x, weight, bias], outputs: [result],
    backward: { gradients, needs in
      guard let g = gradients[0] else { return [nil, nil, nil] }
      let found = layerNormBackward(
        g, input, size: size, weight: factor, saved, needs: (needs[0], needs[1], needs[2]))
      return [
        found.x, found.weight?.reshape(weight.shape), found.bias?.reshape(bias.shape),
      ]
    },
    twin: { [layerNormTwin($0, eps: eps)] })[0]
}

/// The same composed of primitives.
private func layerNormTwin(_ inputs: [Tensor], eps: Double) -> Tensor {
  let (x, weight, bias) = (inputs[0], inputs[1], inputs[2])
  let dims = Array((x.rank - weight.rank)..<x.rank)
  let deviation = x.centered(dims: dims)
  return deviation / deviation.rootMeanSquare(dims: dims, eps: eps) * weight + bias
}
