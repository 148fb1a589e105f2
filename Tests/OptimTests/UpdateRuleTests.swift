import ApusAutograd
import ApusOptim
import ApusTensor
import ApusTestSupport
import Testing

/// A rule with options.
struct Rule: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable ([Tensor]) -> Optimizer

  init(_ name: String, _ make: @escaping @Sendable ([Tensor]) -> Optimizer) {
    self.name = name
    self.make = make
  }

  var testDescription: String { name }
}

@Suite struct UpdateRuleTests {
  @Test(arguments: [
    Rule("SGD") { SGD($0, lr: 0.05) },
    Rule("SGD, momentum") { SGD($0, lr: 0.02, momentum: 0.9) },
    Rule("SGD, nesterov") { SGD($0, lr: 0.02, momentum: 0.9, nesterov: true) },
    Rule("AdamW") { AdamW($0, lr: 0.05, weightDecay: 0) },
  ])
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
