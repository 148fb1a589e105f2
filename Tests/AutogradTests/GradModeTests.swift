import ApusAutograd
import ApusTensor
import Dispatch
import Testing

/// Where steps are recorded, and where not.
@Suite struct GradModeTests {
  private let x = Tensor([1, 2] as [Double], requiresGrad: true)

  @Test func noGradRecordsNothing() {
    let y = noGrad { x * x }
    #expect(!y.requiresGrad && y.isLeaf)
    #expect(GradMode.isEnabled)
    #expect((x * x).requiresGrad)
  }

  @Test func noGradAroundAThrowingBody() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try noGrad { throw Stop() } }
    #expect(GradMode.isEnabled)
  }

  @Test func noGradAcrossSuspensions() async {
    let recorded = await noGrad {
      await Task.yield()
      let before = (x * x).requiresGrad
      await Task.yield()
      return before || (x * x).requiresGrad
    }
    #expect(!recorded)
    #expect((x * x).requiresGrad)
  }

  @Test func otherTasksAreNotAffected() async {
    let recorded = await noGrad {
      await Task.detached { (Tensor([1.0], requiresGrad: true) * 2).requiresGrad }.value
    }
    #expect(recorded)
  }

  @Test func noGradDoesNotReachIntoBackward() {
    let y = (x * x * x).sum()
    let second = noGrad {
      let first = grad(of: y, wrt: [x], createGraph: true)[0]
      return grad(of: first, wrt: [x], gradient: .ones(2, dtype: .float64))[0]
    }
    #expect(allClose(second, 6 * x))
  }

  @Test func rulesAreNotRecordedWithoutCreateGraph() {
    let gradient = grad(of: (x * x).sum(), wrt: [x])[0]
    #expect(!gradient.requiresGrad)
    #expect(grad(of: (x * x).sum(), wrt: [x], createGraph: true)[0].requiresGrad)
  }

  /// Gradient checkpointing in a rule: a backward inside a backward.
  @Test func backwardInsideARule() {
    func pullback(_ g: Tensor, _ x: Tensor, _: Tensor) -> Tensor {
      let copy = Tensor(x.array, requiresGrad: true)
      let again = GradMode.$isEnabled.withValue(true) { copy * copy * copy }
      return grad(of: again, wrt: [copy], gradient: g)[0]
    }
    let y = Tensor.primitive(of: x, value: { $0 * $0 * $0 }, pullback: pullback)
    y.sum().backward()
    #expect(x.grad!.array.scalars(as: Double.self) == [3, 12])
  }
}
