import ApusAutograd
import ApusTensor
import ApusTestSupport
import Testing

/// Walks that share steps or gradients with others.
@Suite struct SharedGraphTests {
  @Test func gradFreesOnlyWhatItUsed() {
    let (w, x) = (Tensor([3.0], requiresGrad: true), Tensor([2.0], requiresGrad: true))
    let square = w * w
    #expect(grad(of: (square + x * x).sum(), wrt: [x])[0].item() == 4)
    square.sum().backward()
    #expect(w.grad!.item() == 6)

    let h = x * 5
    let gh = grad(of: (h * h).sum(), wrt: [h])[0]
    #expect(gh.item() == 20)
    h.backward(gradient: gh)
    #expect(x.grad!.item() == 100)
  }

  @Test func leavesDoNotShareAGradient() {
    let (a, b) = (Tensor([1.0], requiresGrad: true), Tensor([2.0], requiresGrad: true))
    (a + b).sum().backward(createGraph: true)
    a.grad!.update { $0 = $0 * 3 }
    #expect(a.grad!.item() == 3 && b.grad!.item() == 1)
  }

  @Test func logSumExpNoticesAChangedInput() async {
    #expect(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let x = Tensor([0.0, 0.0], requiresGrad: true)
        let y = x.logSumExp(dim: 0)
        x.update { $0 = $0 + 1 }
        y.backward()
      }.says("logSumExp needs the value of an input of shape [2], which update() has changed"))
  }
}
