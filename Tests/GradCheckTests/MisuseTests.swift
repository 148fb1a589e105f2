import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// Wishes that make no sense are told as failures: a trap would end all other tests.
@Suite(.ownRandomNumbers) struct GradCheckMisuseTests {
  @Test func misuse() {
    let leaf = Tensor(x, requiresGrad: true)
    let integers = Tensor(NDArray([1, 2]))
    for (text, body) in [
      ("there is nothing to differentiate", { try gradCheck([]) { _ in leaf } }),
      ("there is nothing to differentiate", { try gradCheck(integers) { $0 } }),
      ("weight cannot be checked", { try gradCheck(captured: ["weight": leaf * 2]) { leaf } }),
      ("weight cannot be checked", { try gradCheck(captured: ["weight": leaf.detach()]) { leaf } }),
      ("gradCheck: there is no order 3", { try gradCheck(leaf, order: 3) { $0 } }),
      ("eps is 0.0, atol 1e-07, rtol 1e-06", { try gradCheck(leaf, eps: 0) { $0 } }),
      ("eps, atol or rtol makes no sense", { try gradCheck(leaf, rtol: -1) { $0 } }),
      ("eps, atol or rtol makes no sense", { try gradCheck(leaf, atol: .infinity) { $0 } }),
    ] as [(String, () throws -> GradCheckSummary)] {
      let failure = failure { _ = try body() }
      #expect(failure?.reason == .misuse)
      #expect(failure?.description.contains(text) == true)
    }
  }

  /// Moving the weight would not move what was computed before.
  @Test func aResultThatWasComputedOutside() {
    let weight = Tensor(x, requiresGrad: true)
    let input = Tensor(x)
    let outside = weight.exp()
    var kept: Tensor?
    for function: () -> Tensor in [
      { outside }, { outside + weight }, { weight * outside.sum() },
      {
        kept = kept ?? weight * 2
        return kept! + weight
      },
    ] {
      let failure = failure { try gradCheck(captured: ["weight": weight]) { function() } }
      expect(failure, .misuse, "from weight was taken before; take it inside the function")
    }
    kept = nil
    let ofInput = failure {
      try gradCheck(input) { x in
        kept = kept ?? x * 2
        return kept! + x
      }
    }
    expect(ofInput, .misuse, "the step `*` from the input was taken before")
    #expect(weight.array == x)
  }
}
