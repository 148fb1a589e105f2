import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

@testable import ApusProof

/// The check of what users ask for beside derivatives notices what is wrong.
@Suite(.ownRandomNumbers) struct UsesTests {
  /// a b, whose kernel does something wrong.
  private func product(
    _ x: [Tensor],
    _ backward: @escaping (_ right: [NDArray], _ needs: [Bool]) -> [NDArray?]
  ) -> Tensor {
    let (a, b) = (x[0].array, x[1].array)
    return Tensor.fused(
      inputs: x, outputs: [a * b],
      backward: { g, needs in backward([g[0]! * b, g[0]! * a], needs) },
      twin: { [$0[0] * $0[1]] })[0]
  }

  @Test func aRightFunctionIsRight() {
    #expect(
      GradCase("right", [[3], [3]]) { x in product(x) { right, _ in right } }.wrongUse() == nil)
  }

  @Test func anotherValueInsideNoGrad() {
    let wrong = GradCase("wrong", [[3]]) { x in GradMode.isEnabled ? x[0] : x[0] * 1.001 }
    #expect(wrong.wrongUse()?.hasPrefix("the value inside noGrad is ") == true)
  }

  @Test func aGraphThatIsSpoiledByItsFirstUse() {
    let wrong = GradCase("wrong", [[3], [3]]) { x in
      let uses = Counter()
      return product(x) { right, _ in
        uses.count += 1
        return uses.count < 2 ? right : right.map { $0 * 2 }
      }
    }
    #expect(wrong.wrongUse()?.hasPrefix("the gradient of leaf 0") == true)
  }

  private final class Counter { var count = 0 }

  @Test func aGradientThatDependsOnConstants() {
    let wrong = GradCase("wrong", [[3], [3]]) { x in
      product(x) { right, needs in needs == [true, true] ? right : [right[0], right[1] * 2] }
    }
    #expect(
      wrong.wrongUse()?.hasPrefix("the gradient of leaf 1 where ")
        == true)
    #expect(
      GradCase("wrong", [[3], [3]]) { x in
        x[0].requiresGrad ? x[0] * x[1] : x[0] * x[1].detach() + x[1] * 0
      }.wrongUse()?.hasPrefix("the gradient of leaf 1 where ") == true)
  }

  @Test func oneTensorInTwoPlaces() {
    let wrong = GradCase("wrong", [[3], [3]]) { x in
      x[0] === x[1] ? x[0].square().detach() + x[0] : x[0] * x[1]
    }
    #expect(wrong.wrongUse()?.hasPrefix("the gradient of one tensor in the places") == true)
  }
}
