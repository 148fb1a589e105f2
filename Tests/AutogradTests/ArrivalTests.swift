import ApusAutograd
import ApusTensor
import ApusTestSupport
import Testing

/// Gradients that arrive in several pieces are summed in place where nobody else sees the sum.
@Suite struct ArrivalTests {
  private let x = Tensor([[1, 2], [3, 4], [5, 6]], requiresGrad: true)
  private func values(_ rows: [[Float]]) -> NDArray { NDArray(rows) }

  @Test func partsOfOneTensor() {
    (x[0] * 2 + x[2] * 3 + x[2]).sum().backward()
    #expect(x.grad!.array == values([[2, 2], [0, 0], [4, 4]]))
    x[0..., 1].sum().backward()
    #expect(x.grad!.array == values([[2, 3], [0, 1], [4, 5]]))
  }

  /// Also where a part, a step of the graph and the whole lead to one tensor.
  @Test func partsAndWholes() {
    let y = x * 1
    (y[1] * 2 + y.sum() + y.gather(dim: 0, Tensor([[0, 0]] as [[Int]]))[0]).sum()
      .backward(retainGraph: true)
    #expect(x.grad!.array == values([[3, 3], [4, 4], [2, 2]]))
    let found = (y[1].sum() + y[1, 0]).grad(wrt: [y, x], retainGraph: true)
    #expect(found.map(\.array) == [values([[0, 0], [2, 1], [0, 0]])] + [found[0].array])
  }

  @Test func gatheredRepeatedly() {
    let index = Tensor([[0, 0], [1, 0]] as [[Int]])
    (x.gather(dim: 0, index) * Tensor([[1, 10], [100, 1000]])).sum().backward()
    #expect(x.grad!.array == values([[1, 1010], [100, 0], [0, 0]]))
  }

  /// What a user holds does not change.
  @Test func heldGradientsStay() {
    x.sum().backward()
    let (held, array) = (x.grad!, x.grad!.array)
    x.sum().backward()
    #expect(held.array == .ones([3, 2]) && array == .ones([3, 2]))
    #expect(x.grad!.array == .full([3, 2], 2))
    let g = Tensor.ones([3, 2])
    let y = Tensor.zeros([3, 2], requiresGrad: true)
    (y + y + x).backward(gradient: g)
    #expect(g.array == .ones([3, 2]) && y.grad!.array == .full([3, 2], 2))
    #expect(x.grad!.array == .full([3, 2], 3))
  }

  /// One array for all steps of a loop, however long.
  @Test func aLoopOverSlicesNeedsOneArray() {
    let x = Tensor.zeros([200, 4], requiresGrad: true)
    var y = Tensor.zeros([4])
    for t in 0..<200 { y = y * 0.5 + x[t] }
    y.sum().backward()
    #expect(x.grad![199].array == .ones([4]))
    #expect(x.grad![198].array == .full([4], 0.5))
  }

  @Test func secondDerivativesThroughParts() {
    let y = (x[0] * x[0] * x[1]).sum()
    let first = y.grad(wrt: x, createGraph: true)
    (first * first).sum().backward()
    // d/dx0 of (2 x0 x1)^2 + (x0^2)^2: 8 x0 x1^2 + 4 x0^3
    #expect(x.grad![0].array == NDArray([76, 288] as [Float]))
  }
}

@Suite struct BackwardObserverTests {
  private final class Log: BackwardObserver, @unchecked Sendable {
    var steps: [String] = []
    var complete: [ObjectIdentifier] = []

    func gradient(_ gradient: Tensor, at site: BackwardSite) -> Tensor {
      steps.append("\(site.step) \(site.input)")
      return gradient
    }
    func isComplete(_ leaf: Tensor) { complete.append(ObjectIdentifier(leaf)) }
  }

  /// Each leaf once, after the last gradient for it; leaves near the result before those behind them.
  @Test func leavesAreCompleteOnce() {
    let (a, b) = (Tensor([2], requiresGrad: true), Tensor([3], requiresGrad: true))
    let log = Log()
    let y = (a * a).exp() * b
    Observation.$observer.withValue(log) { y.backward() }
    #expect(log.steps == ["* 0", "* 1", "exp 0", "* 0", "* 1"])
    #expect(log.complete == [ObjectIdentifier(b), ObjectIdentifier(a)])
    Observation.$observer.withValue(log) { (a * a).backward() }
    #expect(log.complete.count == 3)
    (a * b).backward()
    #expect(log.complete.count == 3)
  }

  /// Parts too go by whole, so that they can be replaced.
  @Test func gradientsCanBeReplaced() {
    struct Doubling: BackwardObserver {
      func gradient(_ gradient: Tensor, at site: BackwardSite) -> Tensor {
        site.step == "slice" ? gradient * 2 : gradient
      }
    }
    let x = Tensor([1, 2, 3], requiresGrad: true)
    let y = x[1].exp().log()
    Observation.$observer.withValue(Doubling()) { y.backward() }
    #expect(x.grad!.array == Tensor([0, 2, 0]).array)
  }
}

@Suite struct PrimitiveTests {
  @Test func ofThreeTensors() throws {
    let inputs = [[0.5, 2], [1.5, -1], [3, 0.25]].map { Tensor($0 as [Double]) }
    var calls = 0
    func product(_ inputs: [Tensor]) -> Tensor {
      .primitive(
        of: inputs, value: { $0[0] * $0[1] * $0[2] },
        pullback: { g, x, _ in
          calls += 1
          return [g * x[1] * x[2], g * x[0] * x[2], g * x[0] * x[1]]
        })
    }
    let leaves = inputs.map { $0.detach(requiresGrad: true) }
    product(leaves).sum().backward()
    #expect(calls == 1)
    #expect(leaves[2].grad!.array == NDArray([0.75, -2] as [Double]))
    #expect(!product(inputs).requiresGrad)
  }

  /// A recorded gradient is no leaf: the part comes to a sum of its own.
  @Test func aPartAfterARecordedGradient() {
    let x = Tensor([1, 2], requiresGrad: true)
    (x * x).sum().backward(createGraph: true)
    x[0].backward()
    #expect(x.grad!.array == NDArray([3, 4] as [Float]))
    x.grad = nil
  }
}
