import Autograd
import NN
import Tensor
import TestSupport
import Testing

/// Derivatives of layers and losses, to second order. The fused kernels are checked at order 1, their
/// twins at order 2.
@Suite struct SecondOrderTests {
  @Test(arguments: [false, true]) func lstm(bidirectional: Bool) throws {
    let lstm = LSTM(3, 4, numLayers: 2, bidirectional: bidirectional, dtype: .float64)
    let x = Tensor.randn(5, 2, 3, dtype: .float64, requiresGrad: true)
    let directions = bidirectional ? 2 : 1
    let h = Tensor.randn(2 * directions, 2, 4, dtype: .float64, requiresGrad: true)
    let c = Tensor.randn(2 * directions, 2, 4, dtype: .float64, requiresGrad: true)
    func run(_ x: Tensor, _ h: Tensor, _ c: Tensor) -> Tensor {
      let (output, state) = lstm(x, LSTM.State(h: h, c: c))
      return .cat([output.flatten(), state.h.flatten(), state.c.flatten()])
    }
    try gradCheck(lstm, order: 2) { run(x, h, c) }
    try gradCheck([x, h, c], order: 2) { run($0[0], $0[1], $0[2]) }
  }

  @Test func ctc() throws {
    let logits = Tensor.randn(7, 4, 4, dtype: .float64, requiresGrad: true)
    let targets = Tensor([[1, 2, 3], [2, 2, 1], [3, 0, 0], [0, 0, 0]] as [[Int]])
    for reduction in [CTCLoss.Reduction.none, .mean, .sum] {
      let loss = CTCLoss(reduction: reduction)
      func of(_ logp: Tensor) -> Tensor {
        loss(logp, targets, inputLengths: [7, 6, 3, 5], targetLengths: [3, 3, 1, 0])
      }
      try gradCheck(logits, order: 2) { of($0.logSoftmax(dim: 2)) }
      // With respect to the log-probabilities themselves, where PyTorch's own check fails.
      try gradCheck(logits.logSoftmax(dim: 2).detach(), order: 2) { of($0) }
    }
  }

  @Test func ctcKernelEqualsItsTwin() {
    let x = Tensor.randn(9, 3, 5, dtype: .float64, requiresGrad: true)
    let targets = Tensor([[1, 1], [2, 3], [4, 0]] as [[Int]])
    let loss = CTCLoss(reduction: .sum)(
      x.logSoftmax(dim: 2), targets, inputLengths: [9, 4, 1], targetLengths: [2, 2, 1])
    let kernel = grad(of: loss, wrt: [x], retainGraph: true)[0]
    let twin = grad(of: loss, wrt: [x], createGraph: true)[0]
    #expect(difference(kernel.array, twin.array, rtol: 0, atol: 1e-13) == nil)
  }

  @Test func layers() throws {
    let x = Tensor.randn(3, 4, dtype: .float64, requiresGrad: true)
    let linear = Linear(4, 2, dtype: .float64)
    try gradCheck(linear, order: 2) { linear(x) }
    try gradCheck(x, order: 2) { linear($0) }
    let norm = LayerNorm([4], dtype: .float64)
    try gradCheck(norm, order: 2) { norm(x) }
    try gradCheck(x, order: 2) { norm($0) }
    for layer in [ReLU(), Tanh(), Sigmoid(), LogSoftmax(dim: 1)] as [any Layer] {
      try gradCheck(x, order: 2) { layer($0) }
    }
    let target = Tensor.randn(3, 4, dtype: .float64)
    try gradCheck(x, order: 2) { mseLoss($0, target) }
  }

  /// Every element of every second derivative, not along random directions alone.
  @Test(.long) func wholeJacobians() throws {
    let lstm = LSTM(2, 3, numLayers: 2, bidirectional: true, dtype: .float64)
    let x = Tensor.randn(3, 2, 2, dtype: .float64, requiresGrad: true)
    try gradCheck(lstm, order: 2, mode: .slow) { lstm(x).output }
    let logits = Tensor.randn(5, 2, 3, dtype: .float64, requiresGrad: true)
    let targets = Tensor([[1, 2], [2, 2]] as [[Int]])
    try gradCheck(logits, order: 2, mode: .slow) { CTCLoss()($0.logSoftmax(dim: 2), targets) }
  }
}
