import Apus

extension Row {
  /// Forward and backward, and a step of an optimizer.
  static let derivatives: [Row] = [
    loss("cross-entropy", "logSoftmax, gather, mean", atMost: 1) { logits, classes in
      -logits.logSoftmax(dim: 1).gather(dim: 1, classes.unsqueeze(1)).mean()
    },
    loss("cross-entropy-fused", "crossEntropy", atMost: 0.7) { crossEntropy($0, $1) },
    Row(
      name: "layer-norm", what: "[64, 128, 512] over the last dim, forward + backward",
      atMost: 0.8, prepare: layerNorm),
    Row(
      name: "adamw", what: "a step of AdamW, one parameter of 4 M", atMost: 0.5, prepare: adamW),
    Row(
      name: "recurrence", what: "160 steps y = 0.5 * y + x[t] of [64, 128], forward + backward",
      atMost: 0.3, prepare: recurrence),
    Row(
      name: "tanh-steps", what: "2,000 steps of tanh of [64, 128], forward + backward",
      atMost: 0.5, prepare: tanhSteps),
  ]

  /// A loss of 4,096 samples in 1,000 classes.
  private static func loss(
    _ name: String, _ what: String, atMost: Double,
    _ loss: @escaping @Sendable (_ logits: Tensor, _ classes: Tensor) -> Tensor
  ) -> Row {
    Row(name: name, what: what + " of [4096, 1000], forward + backward", atMost: atMost) {
      let logits = Tensor.randn([4096, 1000], requiresGrad: true)
      let classes = Tensor((0..<4096).map { $0 * 7 % 1000 })
      return {
        logits.grad = nil
        loss(logits, classes).backward()
      }
    }
  }
}

private func layerNorm() -> () -> Void {
  let norm = LayerNorm(512)
  let x = Tensor.randn([64, 128, 512], requiresGrad: true)
  let gradient = Tensor.randn(64, 128, 512)
  return {
    for leaf in [x] + norm.parameters { leaf.grad = nil }
    norm(x).backward(gradient: gradient)
  }
}

private func adamW() -> () -> Void {
  let parameter = Tensor.randn([4 << 20], requiresGrad: true)
  parameter.grad = .randn(4 << 20)
  let optimizer = AdamW([parameter])
  return { optimizer.step() }
}

private func recurrence() -> () -> Void {
  let x = Tensor.randn([160, 64, 128], requiresGrad: true)
  return {
    x.grad = nil
    var y = Tensor.zeros(64, 128)
    for t in 0..<160 { y = 0.5 * y + x[t] }
    y.sum().backward()
  }
}

private func tanhSteps() -> () -> Void {
  let x = Tensor.randn([64, 128], requiresGrad: true)
  return {
    x.grad = nil
    var y = x
    for _ in 0..<2000 { y = y.tanh() }
    y.sum().backward()
  }
}
