import Autograd
import Tensor
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// Wishes that make no sense are told as failures: a trap would end all other tests.
@Suite struct GradCheckMisuseTests {
  @Test func misuse() {
    let leaf = Tensor(x, requiresGrad: true)
    let integers = Tensor(NDArray([1, 2]))
    for (text, body) in [
      ("there is nothing to differentiate", { try gradCheck([]) { _ in leaf } }),
      ("there is nothing to differentiate", { try gradCheck(integers) { $0 } }),
      ("weight cannot be checked", { try gradCheck(captured: ["weight": leaf * 2]) { leaf } }),
      ("weight cannot be checked", { try gradCheck(captured: ["weight": leaf.detach()]) { leaf } }),
      ("there is no order 3", { try gradCheck(leaf, order: 3) { $0 } }),
      ("the tolerances make no sense", { try gradCheck(leaf, eps: 0) { $0 } }),
      ("the tolerances make no sense", { try gradCheck(leaf, rtol: -1) { $0 } }),
    ] as [(String, () throws -> GradCheckSummary)] {
      let failure = failure { _ = try body() }
      #expect(failure?.reason == .misuse)
      #expect(failure?.description.contains(text) == true)
    }
  }

  /// Moving the weight would not move the result.
  @Test func aResultThatWasComputedOutside() {
    let weight = Tensor(x, requiresGrad: true)
    let result = weight * weight
    let failure = failure { try gradCheck(captured: ["weight": weight]) { result } }
    expect(failure, .misuse, "its step `*` read a parameter's earlier value")
    #expect(weight.array == x)
  }
}
