import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

/// A kink is one only where backward took a side, and nothing else is wrong.
@Suite(.ownRandomNumbers) struct GradCheckKinkTests {
  @Test func aMistakeBesideAKink() {
    let failure = failure {
      try gradCheck(Tensor([0, 0.3, -1] as [Double])) { x in
        Tensor.primitive(of: x, value: { $0.maximum($0 * 0.1) }) { g, x, _ in
          g * (x.greater(0).to(.float64) + x.equal(0).to(.float64) * 0.1)
        }
      }
    }
    #expect(failure?.worst?.index == [2], "\(failure?.description ?? "")")
  }

  @Test func aKinkTooNear() {
    let failure = failure { try gradCheck(Tensor([1e-14] as [Double])) { $0.relu() * 2 } }
    #expect(failure == nil || failure?.description.contains("has a kink there") == true)
  }

  /// Shares lie between the derivatives from both sides; those of two equal elements are the middle.
  @Test func ties() throws {
    for (elements, function) in [
      ([1, 2, 2], { $0.max(dim: 0).values }), ([2, 2, 2], { $0.max() }),
    ] as [([Double], (Tensor) -> Tensor)] {
      expect(failure { try gradCheck(Tensor(elements), function) }, .kink)
    }
    try gradCheck(Tensor([1, 2, 2] as [Double])) { $0.max() }
  }
}
