import ApusAutograd
import ApusTensor
import Testing

/// Nothing of a graph outlives the tensors that hold it.
@Suite struct MemoryTests {
  /// What a computation made, without holding it.
  private final class Watched {
    private var references: [() -> Tensor?] = []

    func callAsFunction(_ tensor: Tensor) -> Tensor {
      references.append { [weak tensor] in tensor }
      return tensor
    }

    var alive: Int { references.count { $0() != nil } }
  }

  private func expectNothingStays(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (_ x: Tensor, _ watch: Watched) -> Void
  ) {
    let x = Tensor([0.5, 2] as [Double], requiresGrad: true)
    let watch = Watched()
    body(x, watch)
    #expect(watch.alive == 0, sourceLocation: sourceLocation)
  }

  @Test func withoutBackward() {
    expectNothingStays { x, watch in
      let a = watch(x.exp())
      _ = watch(watch(a * a).tanh()) + watch(a.softmax(dim: 0))
    }
  }

  @Test func afterBackward() {
    expectNothingStays { x, watch in
      let a = watch(x.exp())
      watch((a * a).logSumExp(dim: 0) * 2).backward()
    }
  }

  @Test func afterAKeptGraph() {
    expectNothingStays { x, watch in
      let y = watch((watch(x.sigmoid()) * x).sum())
      y.backward(retainGraph: true)
      y.backward(retainGraph: true)
    }
  }

  @Test func afterSecondDerivatives() {
    expectNothingStays { x, watch in
      let y = watch(watch(x.tanh()).exp().sum())
      let first = watch(grad(of: y, wrt: [x], createGraph: true)[0])
      _ = watch(grad(of: watch(first * first).sum(), wrt: [x], createGraph: true)[0])
    }
  }

  @Test func fused() {
    expectNothingStays { x, watch in
      let a = watch(x * 2)
      let value = a.array
      let results = Tensor.fused(
        inputs: [a, x], outputs: [value * value, value],
        backward: { g, _ in [g[0].map { $0 * value * 2 }, nil] },
        twin: { [$0[0] * $0[0], $0[1] * 2] }
      ).map { watch($0) }
      let first = grad(of: results[0].sum(), wrt: [x], createGraph: true)[0]
      _ = watch(first)
      watch(results[0].sum()).backward()
    }
  }

  /// What a rule keeps is dropped by backward, even while the result is still held.
  @Test func backwardDropsWhatTheRulesKeep() {
    let x = Tensor([0.5, 2] as [Double], requiresGrad: true)
    let watch = Watched()
    func loss() -> Tensor {
      let a = watch(x.exp())
      return (a * watch(a.sin())).sum()
    }
    let held = loss()
    #expect(watch.alive == 2)
    held.backward()
    #expect(watch.alive == 0)
    withExtendedLifetime(held) {}
  }

  @Test func noGradKeepsNothing() {
    expectNothingStays { x, watch in
      let y = noGrad { watch(watch(x * x).exp()) * 2 }
      #expect(watch.alive == 0)
      withExtendedLifetime(y) {}
    }
  }

  /// A leaf and its recorded gradient hold each other until the gradient is dropped, and a user is told so,
  /// once.
  @Test func recordedGradientsOfLeavesAreDropped() async {
    expectNothingStays { x, watch in
      let a = watch(x.tanh())
      (a * a).sum().backward(createGraph: true)
      #expect(watch.alive > 0 && x.grad?.isLeaf == false)
      x.zeroGrad()
    }
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let x = Tensor([0.5, 2] as [Double], requiresGrad: true)
      x.tanh().sum().backward()
      for _ in 0..<3 { x.tanh().sum().backward(createGraph: true) }
    }
    let lines = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      .split(separator: "\n").filter { $0.contains("createGraph: true") }
    #expect(lines.count == 1 && lines[0].hasPrefix("Apus: backward(createGraph: true) leaves"))
  }
}
