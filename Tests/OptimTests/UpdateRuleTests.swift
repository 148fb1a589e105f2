import ApusAutograd
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

@Suite struct UpdateRuleTests {
  @Test(arguments: Rule.all)
  func findsTheMinimumOfAQuadratic(rule: Rule) {
    let minimum = Tensor([1, -2, 3])
    let steepness = Tensor([1, 4, 10])
    let x = Tensor.zeros(3, requiresGrad: true)
    let optimizer = rule.make([x])
    for _ in 0..<500 {
      optimizer.zeroGrad()
      let offset = x - minimum
      (steepness * offset * offset).sum().backward()
      optimizer.step()
    }
    #expect(difference(x.array, minimum.array, rtol: 1e-3) == nil)
  }
}
