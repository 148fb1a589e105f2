import CApusKernels

/// What the backward pass of layer norm needs of the forward pass.
package struct LayerNormSaved: Sendable {
  fileprivate let moments: [k_row_moments]
}

/// (x - mean) / sqrt(variance + eps) * weight + bias over the last dimensions of `x`, whose shape is that of `weight` and
/// `bias`; all of one type. `size` is their number of elements.
package func layerNormForward(
  _ x: NDArray, size: Int, weight: NDArray?, bias: NDArray?, eps: Double
) -> (result: NDArray, saved: LayerNormSaved) {
  let (x, weight, bias) = (x.contiguous(), weight?.contiguous(), bias?.contiguous())
  let result = NDArray(uninitialized: x.dims, x.dtype)
  let rows = size == 0 ? 0 : x.count / size
  let moments = Memory<k_row_moments>(count: rows)
  func run<T: FloatingElement>(_ kernels: LayerNormKernels<T>) {
    let (from, to) = (Shared(x.elements(as: T.self)), Shared(result.sharedElements(as: T.self)))
    let factors = weight.map { Shared($0.elements(as: T.self)) }
    let (terms, found) = (bias.map { Shared($0.elements(as: T.self)) }, Shared(moments.pointer))
    forEachBlock(ofElements: rows, size: BlockSize.rows(of: size)) {
      range, _ in
      for row in range {
        found.pointer[row] = kernels.forward(
          LayerNormRow(
            size: size, eps: eps, x: from.input + row * size, weight: factors?.input,
            bias: terms?.input, y: to.pointer + row * size))
      }
    }
  }
  if rows > 0 { x.dtype.floating("layerNorm", { run(.float32) }, { run(.float64) }) }
  withExtendedLifetime((x, weight, bias)) {}
  let saved = Array(UnsafeBufferPointer(start: moments.pointer, count: rows))
  return (result, LayerNormSaved(moments: saved))
}

/// The gradients of x, weight and bias (nil where `needs` does not ask) from that of the result.
package func layerNormBackward(
  _ gradient: NDArray, _ x: NDArray, size: Int, weight: NDArray?, _ saved: LayerNormSaved,
  needs: (x: Bool, weight: Bool, bias: Bool)
) -> (x: NDArray?, weight: NDArray?, bias: NDArray?) {
  let (g, x, weight) = (gradient.contiguous(), x.contiguous(), weight?.contiguous())
  let rows = saved.moments.count
  let dX = needs.x ? NDArray(uninitialized: x.dims, x.dtype) : nil
  // Each block has sums of its own, which are added in their order.
  let perBlock = Swift.max(BlockSize.rows(of: size), (rows + 255) / 256)
  let blocks = BlockSize.count(of: rows, perBlock)
  func sums(_ isWanted: Bool) -> NDArray? {
    isWanted ? .zeros([blocks, size], dtype: .float64) : nil
  }
  let (dWeight, dBias) = (sums(needs.weight), sums(needs.bias))
  func run<T: FloatingElement>(_ kernels: LayerNormKernels<T>) {
    let (from, gradients) = (Shared(x.elements(as: T.self)), Shared(g.elements(as: T.self)))
    let factors = weight.map { Shared($0.elements(as: T.self)) }
    let to = dX.map { Shared($0.sharedElements(as: T.self)) }
    let weightSums = dWeight.map { Shared($0.sharedElements(as: Double.self)) }
    let biasSums = dBias.map { Shared($0.sharedElements(as: Double.self)) }
    forEachBlock(ofElements: rows, size: perBlock) { range, block in
      for row in range {
        kernels.backward(
          LayerNormGradient(
            size: size, x: from.input + row * size, weight: factors?.input,
            g: gradients.input + row * size, dX: to.map { $0.pointer + row * size },
            dWeight: weightSums.map { $0.pointer + block * size },
            dBias: biasSums.map { $0.pointer + block * size }),
          saved.moments[row])
      }
    }
  }
  if rows > 0 { x.dtype.floating("layerNorm", { run(.float32) }, { run(.float64) }) }
  withExtendedLifetime((g, x, weight)) {}
  return (dX, dWeight?.sum(dim: 0).to(x.dtype), dBias?.sum(dim: 0).to(x.dtype))
}

/// Arguments of a kernel; `rows.h` says what they are.
private struct LayerNormRow<T> {
  let size: Int
  let eps: Double
  let x: UnsafePointer<T>, weight: UnsafePointer<T>?, bias: UnsafePointer<T>?
  let y: UnsafeMutablePointer<T>
}

private struct LayerNormGradient<T> {
  let size: Int
  let x: UnsafePointer<T>, weight: UnsafePointer<T>?, g: UnsafePointer<T>
  let dX: UnsafeMutablePointer<T>?
  let dWeight: UnsafeMutablePointer<Double>?, dBias: UnsafeMutablePointer<Double>?
}

private struct LayerNormKernels<T>: Sendable {
  let forward: @Sendable (LayerNormRow<T>) -> k_row_moments
  let backward: @Sendable (LayerNormGradient<T>, k_row_moments) -> Void
}

extension LayerNormKernels<Float> {
  static let float32 = LayerNormKernels(
    forward: {
      var row = k_layer_norm_row_f32(
        n: $0.size, eps: $0.eps, x: $0.x, weight: $0.weight, bias: $0.bias, y: $0.y)
      return k_layer_norm_forward_f32(&row)
    },
    backward: {
      var row = k_layer_norm_gradient_f32(
        n: $0.size, x: $0.x, weight: $0.weight, g: $0.g, dx: $0.dX, d_weight: $0.dWeight,
        d_bias: $0.dBias)
      k_layer_norm_backward_f32(&row, $1)
    })
}

extension LayerNormKernels<Double> {
  static let float64 = LayerNormKernels(
    forward: {
      var row = k_layer_norm_row_f64(
        n: $0.size, eps: $0.eps, x: $0.x, weight: $0.weight, bias: $0.bias, y: $0.y)
      return k_layer_norm_forward_f64(&row)
    },
    backward: {
      var row = k_layer_norm_gradient_f64(
        n: $0.size, x: $0.x, weight: $0.weight, g: $0.g, dx: $0.dX, d_weight: $0.dWeight,
        d_bias: $0.dBias)
      k_layer_norm_backward_f64(&row, $1)
    })
}
