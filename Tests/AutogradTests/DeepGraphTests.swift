import ApusAutograd
import ApusTensor
import ApusTestSupport
import Testing

/// Graphs of a million steps are built, differentiated and freed on a stack of 512 KiB, on which a
/// recursion ends after some thousand.
@Suite(.serialized) struct DeepGraphTests {
  #if DEBUG
    static let steps = 100_000
  #else
    static let steps = 1_000_000
  #endif

  private static func onSmallStack(_ body: @escaping @Sendable () -> Void) {
    withStack(bytes: 512 << 10, body)
  }

  @Test func chain() {
    DeepGraphTests.onSmallStack {
      let x = Tensor([1.0], requiresGrad: true)
      var y = x
      for _ in 0..<DeepGraphTests.steps { y = y + 1 }
      y.sum().backward()
      #expect(x.grad!.item() == 1)
    }
  }

  @Test func chainOfProducts() {
    DeepGraphTests.onSmallStack {
      let (x, one) = (Tensor([1.0], requiresGrad: true), Tensor([1.0], requiresGrad: true))
      var y = x
      for _ in 0..<DeepGraphTests.steps { y = y * one }
      y.sum().backward()
      #expect(x.grad!.item() == 1 && one.grad!.item() == Double(DeepGraphTests.steps))
    }
  }

  @Test func diamonds() {
    DeepGraphTests.onSmallStack {
      let x = Tensor([1.0], requiresGrad: true)
      var y = x
      for _ in 0..<(DeepGraphTests.steps / 2) { y = y * y - 0 }
      y.sum().backward(retainGraph: true)
      #expect(x.grad!.item() > 0)
    }
  }

  @Test func twoStepsBack() {
    DeepGraphTests.onSmallStack {
      let x = Tensor([1.0], requiresGrad: true)
      var (a, b) = (x, x)
      for _ in 0..<(DeepGraphTests.steps / 2) { (a, b) = (b, (a - b).tanh()) }
      b.sum().backward()
      #expect(x.grad != nil)
    }
  }

  /// Closures that hold the tensors of earlier steps beyond what the graph knows.
  @Test func closuresThatCaptureTensors() {
    DeepGraphTests.onSmallStack {
      let x = Tensor([1.0], requiresGrad: true)
      var y = x
      for _ in 0..<(DeepGraphTests.steps / 2) {
        let before = y
        y = Tensor.primitive(
          of: x, value: { _ in before.array }, pullback: { g, _, _ in g * before })
      }
      y.sum().backward()
      #expect(x.grad!.item() == 1)
    }
  }

  /// Never differentiated: the graph is freed with its last tensor.
  @Test func freedWithoutBackward() {
    DeepGraphTests.onSmallStack {
      let x = Tensor([1.0], requiresGrad: true)
      var y = x
      for _ in 0..<DeepGraphTests.steps { y = y * y }
      #expect(y.requiresGrad)
      y = x
    }
  }

  @Test func recordedBackward() {
    DeepGraphTests.onSmallStack {
      let x = Tensor([1.0] as [Double], requiresGrad: true)
      var y = x
      for _ in 0..<(DeepGraphTests.steps / 10) { y = y.sin() + y }
      let first = grad(of: y.sum(), wrt: [x], createGraph: true)[0]
      _ = grad(of: first.sum(), wrt: [x])
      #expect(first.requiresGrad)
    }
  }

  @Test func fusedSteps() {
    DeepGraphTests.onSmallStack {
      let x = Tensor([1.0], requiresGrad: true)
      var y = x
      for _ in 0..<(DeepGraphTests.steps / 5) {
        let array = y.array
        y =
          Tensor.fused(
            "step", inputs: [y, x], outputs: [array], backward: { g, _ in [g[0], nil] },
            twin: { [$0[0] + $0[1] * 0] })[0]
      }
      y.sum().backward()
      #expect(x.grad!.item() == 1)
    }
  }
}
