import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

/// Functions that are too large to be looked at entry by entry.
@Suite(.ownRandomNumbers) struct GradCheckLargeFunctionTests {
  /// 20,000 elements, of which one is wrong: halving finds it.
  @Test func oneWrongElementAmongMany() {
    let many = Tensor.rand(200, 100, dtype: .float64, generator: Generator(seed: 1))
    let failure = failure {
      try gradCheck(many) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in
          var gradient = (g * x * 2).array
          gradient[123, 45] = gradient[123, 45] * 1.01
          return Tensor(gradient)
        }
      }
    }
    #expect(failure?.reason == .mismatch && failure?.worst?.index == [123, 45])
    #expect(failure?.description.contains("wrong   1 of ") == true)
  }

  @Test func largeFunctions() throws {
    let many = Tensor.rand(300, 100, dtype: .float64, generator: Generator(seed: 1))
    let summary = try gradCheck(many, order: 2) { $0.sin() }
    // Two directions for the input, and two for the input and the upstream gradient each.
    #expect(summary.directionCount == 6 && summary.entryCount == 0 && summary.largestError < 1)
  }

  /// One element off among 2,000, half of which have a strong curvature: halving must not lose it.
  @Test(arguments: 0..<8) func oneElementBesideStrongCurvature(seed: Int) {
    let generator = Generator(seed: UInt64(seed))
    let many = Tensor.rand(2000, dtype: .float64, generator: generator) + 0.5
    let index = Int(generator.random() % 1000)
    let failure = failure {
      try gradCheck(many) { x in
        let (smooth, curved) = (x[..<1000], x[1000...])
        let squares = Tensor.primitive(of: smooth, value: { $0 * $0 }) { g, x, _ in
          let off = NDArray.arange(1000).equal(Double(index)).to(.float64) * 2e-3
          return g * (x * 2 + Tensor(off))
        }
        return .cat([squares, (curved * 1e4).sin() / 1e4])
      }
    }
    #expect(failure?.reason == .mismatch || failure?.reason == .factor)
  }

  @Test func aMaskedElement() {
    let many = Tensor.rand(30_000, dtype: .float64, generator: Generator(seed: 2))
    let failure = failure {
      try gradCheck(many) { x in
        Tensor.primitive(of: x, value: { $0 * 3 }) { g, _, _ in
          g * 3 * Tensor(NDArray.arange(30_000).notEqual(777).to(.float64))
        }
      }
    }
    expect(
      failure, .independent, "right elsewhere: a mask, an index, or a sum",
      " entries that were looked at")
  }

  /// Seventeen inputs, all wrong: the worst are looked at, the others named.
  @Test func manyWrongInputs() {
    let inputs = (0..<17).map { _ in
      Tensor.rand(300, dtype: .float64, generator: Generator(seed: 3))
    }
    let failure = failure {
      try gradCheck(inputs) { inputs in
        let sum = Tensor.stack(inputs).sum(dim: 0)
        return Tensor.primitive(of: sum, value: { $0 * $0 }) { g, x, _ in g * x }
      }
    }
    expect(failure, .factor, "; also input ", ", and 11 more")
  }

  /// The tolerance of one large element must not be that of all.
  @Test(arguments: [1e3, 1e4, 1e6]) func smallElementsBesideALargeOne(_ size: Double) throws {
    var elements = NDArray.rand([2000], dtype: .float64, generator: Generator(seed: 4))
    elements[0] = NDArray(scalar: size)
    func square(losing part: Double) throws {
      let kept = NDArray.arange(2000).equal(0).to(.float64) * part + (1 - part)
      try gradCheck(Tensor(elements)) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g * x * 2 * Tensor(kept) }
      }
    }
    try square(losing: 0)
    for part in [1, 1e-3] {
      expect(failure { try square(losing: part) }, part == 1 ? .independent : .factor)
    }
  }

  /// What each element may be off, many may be together: no input that is right entry by entry is named.
  @Test func manyInputsThatAreNearlyWrong() throws {
    let inputs = (0..<40).map { number in
      Tensor.rand(100, dtype: .float64, generator: Generator(seed: UInt64(number)))
    }
    for mode in [GradCheckMode.slow, .fast] {
      try gradCheck(inputs, mode: mode) { inputs in
        inputs.map { x in
          Tensor.primitive(of: x, value: { $0 * 3 }) { g, _, _ in g * 3 * (1 + 9e-7) }
        }.reduce(Tensor.zeros(100, dtype: .float64), +)
      }
    }
  }

  /// A Jacobian of 60 million entries is not built to find the place.
  @Test func manyResultsOfManyElements() {
    let many = Tensor.rand(100_000, dtype: .float64, generator: Generator(seed: 2))
    let failure = failure {
      try gradCheck(many) { x in
        Tensor.primitive(of: x, value: { $0[..<600] * $0.sum().to(.float64) }) { g, x, _ in
          let sum = (g * x[..<600]).sum().expand(100_000)
          return sum + Tensor.cat([g * x.sum() * 1.5, .zeros(99_400, dtype: .float64)])
        }
      }
    }
    expect(failure, .factor, "for a random gradient from above", "entries that were looked at")
  }
}
