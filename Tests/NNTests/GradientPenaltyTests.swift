import ApusAutograd
import ApusGradCheck
import ApusNN
import ApusTensor
import ApusTestSupport
import Testing

/// Derivatives of a gradient with respect to the input alone, with the numbers that PyTorch 2.13 gives for
/// the same seeds.
@Suite(.ownRandomNumbers) struct GradientPenaltyTests {
  @Test func everyParameterOfAnLSTMHasOne() {
    manualSeed(0)
    let lstm = LSTM(1, 1)
    let x = Tensor.ones(2, 1, 1, requiresGrad: true)
    grad(of: lstm(x).output.sum(), wrt: x, createGraph: true).sum().backward()
    let expected = [
      -0.2090415209531784, -0.0036674991715699434, 0.005403062328696251, 0.005403062328696251,
    ]
    for (parameter, expected) in zip(lstm.parameters, expected) {
      #expect(abs((parameter.grad?.sum().item() ?? .nan) - expected) < 2e-7)
    }
  }

  @Test func throughLayersInBothDirections() {
    manualSeed(1)
    let lstm = LSTM(3, 4, numLayers: 2, bidirectional: true, dtype: .float64)
    let fc = Linear(8, 1, dtype: .float64)
    let x = Tensor.randn(5, 2, 3, dtype: .float64, requiresGrad: true)
    let slope = grad(of: fc(lstm(x).output).sum(), wrt: x, createGraph: true)
    let penalty = (slope.square().sum().sqrt() - 1).square()
    penalty.backward()
    #expect(abs(penalty.item() - 0.923878474227806) < 1e-9)
    let sums = (lstm.parameters + fc.parameters).map { $0.grad?.array.abs().sum().item() }
    let expected: [Double?] = [
      0.408642935, 0.05660514, 0.079177837, 0.079177837, 0.611201391, 0.066198037, 0.158094876,
      0.158094876, 0.757517673, 0.168589906, 0.186853921, 0.186853921, 0.954046613, 0.103212842,
      0.150376594, 0.150376594, 0.84624375, nil,
    ]
    #expect(sums.count == expected.count)
    for (sum, expected) in zip(sums, expected) {
      #expect((sum == nil) == (expected == nil) && abs((sum ?? 0) - (expected ?? 0)) < 2e-9)
    }
    #expect(abs(x.grad!.array.abs().sum().item() - 0.05643695439897417) < 1e-9)
  }

  /// What such a loss needs is checked for a module by its name.
  @Test func aModuleIsCheckedSo() throws {
    let lstm = LSTM(2, 3, dtype: .float64)
    let x = Tensor.randn(3, 2, 2, dtype: .float64)
    let summary = try gradCheck(lstm, [x], order: 2) { lstm($0[0]).output }
    #expect(summary.subsetCount == 10)
  }
}
