import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// Wrong derivatives are caught, and the report tells them apart.
@Suite(.ownRandomNumbers) struct WrongDerivativeTests {
  @Test func forgottenFactor() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g * x }
      }
    }
    expect(
      failure, .factor, "gradCheck of order 1: the gradient of the input is wrong\n",
      "worst   [0, 2], of the result's [0, 2]: analytic 2, numeric 4, error 490000 times the tolerance",
      "wrong   6 of 36 entries; 6 of the 36 are not 0\n",
      "reason  analytic is 0.5 times numeric wherever it is wrong")
    #expect(failure?.worst?.name == "the input" && failure?.worst?.index == [0, 2])
    #expect(failure?.worst?.analytic == 2 && failure?.wrongCount == 6)
    #expect(failure?.comparedCount == 36)
  }

  @Test func sign() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0.cos() }) { g, x, _ in g * x.sin() }
      }
    }
    expect(failure, .factor, "analytic is -1 times numeric")
  }

  @Test func droppedTerm() {
    // d/da (a b + a) = b + 1
    let failure = failure {
      try gradCheck([Tensor(x), Tensor(x * 2)]) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0 * $1 + $0 }) { g, a, b, _ in
          (g * b, g * a)
        }
      }
    }
    expect(failure, .mismatch, "the gradient of input 0 is wrong", "6 of 36 entries")
    #expect(failure?.description.contains("input 1") == false)
  }

  @Test func oneElement() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0 * 3 }) { g, _, _ in
          var array = g.array * 3
          array[1, 2] = array[0, 0] * 7
          return Tensor(array)
        }
      }
    }
    // Twice: for the element of the result that it should come from, and for the one that it comes from.
    expect(failure, .mismatch, "worst   [1, 2], of the result's [", "2 of 36 entries")
  }

  @Test func transposed() {
    let square = Tensor(x[0..., ..<2])
    let failure = failure {
      try gradCheck([square, Tensor(x[0..., 1...])]) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0.matmul($1) }) { g, a, b, _ in
          (g.matmul(b.T).T, a.T.matmul(g))
        }
      }
    }
    expect(
      failure, .transposed, "the gradient of input 0 is wrong",
      "with rows and columns of the input exchanged")
  }

  @Test func missingSumOverBroadcastRows() {
    let failure = failure {
      try gradCheck(Tensor(x[0])) { row in
        Tensor.primitive(of: row, value: { $0.expand(4, 3) * 2 }) { g, _, _ in g[0] * 2 }
      }
    }
    expect(
      failure, .independent, "9 of 36 entries",
      "analytic is 0 wherever it is wrong, and right elsewhere: a mask, an index, or a sum")
  }

  @Test func lostGradient() {
    let failure = failure { try gradCheck([Tensor(x), Tensor(x)]) { $0[0] + $0[1].detach() * 2 } }
    expect(
      failure, .independent, "the gradient of input 1 is wrong", "a gradient is lost on the way")
  }

  @Test func severalInputs() {
    let failure = failure {
      try gradCheck([Tensor(x), Tensor(x * 3)]) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0 * $1 }) { g, a, b, _ in
          (g * a, g * a.sin())
        }
      }
    }
    expect(failure, .factor, "the gradient of input 0 is wrong", "; also input 1", " (6 of 36)")
  }

  @Test func secondDerivative() {
    // The gradient is right, but its own derivative is cut off.
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g * x.detach() * 2 }
      }
    }
    expect(
      failure, .independent,
      "gradCheck of order 2: the gradients are right, but their derivative with respect to the input "
        + "is wrong", "6 of 36 entries")
    #expect(failure?.order == 2)
  }

  @Test func secondDerivativeOfTheUpstreamGradient() {
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g.detach() * x * 2 }
      }
    }
    expect(failure, .independent, "with respect to the gradient from above is wrong")
  }

  @Test(arguments: [GradCheckMode.fast, .automatic, .slow]) func everyMode(_ mode: GradCheckMode) {
    func product(_ a: Tensor, _ b: Tensor) -> Tensor {
      .primitive(of: a, b, value: { $0 * $1 }, pullback: { g, a, b, _ in (g * b, g * a * 1.0001) })
    }
    func wrong(_ x: Tensor) -> Tensor {
      .primitive(of: x, value: { $0.exp() }, pullback: { g, x, y in g * y * (1 + 1e-4 * x) })
    }
    func wrongLater(_ x: Tensor) -> Tensor {
      .primitive(of: x, value: { $0.exp() }, pullback: { g, _, y in product(g, y) })
    }
    #expect(failure { try gradCheck(Tensor(x), mode: mode) { wrong($0) } }?.order == 1)
    #expect(
      failure { try gradCheck(Tensor(x), order: 2, mode: mode) { wrongLater($0) } }?.order == 2)
  }

  @Test func wholeJacobianNamesTheResult() {
    let failure = failure {
      try gradCheck(Tensor(x), mode: .slow) { x in
        Tensor.primitive(of: x, value: { $0 * 3 }) { g, _, _ in
          var array = g.array * 3
          array[1, 2] = NDArray(scalar: 0.0)
          return Tensor(array)
        }
      }
    }
    expect(failure, .independent, "worst   [1, 2], of the result's [1, 2]:", "1 of 36 entries")
  }

  @Test func wholeSecondJacobianNamesTheGradient() {
    let failure = failure {
      try gradCheck([Tensor(x), Tensor(x[0])], order: 2, mode: .slow) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0 * $1 }) { g, a, b, _ in
          (g * b, g * a.detach())
        }
      }
    }
    expect(failure, .independent, "worst   [", ", of the gradient of input 1 at [")
  }

  /// Gradients of 0 and 1 from above would not tell.
  @Test(arguments: [GradCheckMode.fast, .automatic, .slow])
  func notLinearInTheGradientFromAbove(_ mode: GradCheckMode) {
    for pullback: @Sendable (Tensor, Tensor, Tensor) -> Tensor in [
      { g, x, _ in g * g * x * 2 }, { g, x, _ in g.abs() * x * 2 },
      { g, x, _ in x * 2 },
    ] {
      for order in [1, 2] {
        let failure = failure {
          try gradCheck(Tensor([3.0] as [Double]), order: order, mode: mode) { x in
            Tensor.primitive(of: x, value: { $0 * $0 }, pullback: pullback)
          }
        }
        #expect(failure?.order == 1 && failure?.reason == .nonlinear)
      }
    }
    let failure = failure {
      try gradCheck(Tensor(x), mode: .slow) { x in
        Tensor.primitive(of: x, value: { ($0 * $0).sum() }) { _, x, _ in x * 2 }
      }
    }
    #expect(failure?.description.contains("is not linear in the gradient from above") == true)
  }

  /// A step away the function is infinite, beside which any error would be tolerated.
  @Test func infiniteDifferences() throws {
    for (point, function) in [
      (0x1p-18, { (x: NDArray) in x.log() }), (709.782, { (x: NDArray) in x.exp() }),
    ] {
      let failure = failure {
        try gradCheck(Tensor([point] as [Double])) { x in
          Tensor.primitive(of: x, value: function) { g, _, _ in g * 17 }
        }
      }
      #expect(failure != nil)
    }
    try gradCheck(Tensor([0x1p-18] as [Double])) { $0.log() }
    try gradCheck(Tensor([1e-7, 1e-5] as [Double])) { $0.log() }
  }

  /// With a coarse function small steps show nothing, which must not pass for a derivative of 0.
  @Test func aLostGradientOfACoarseFunction() throws {
    for function: @Sendable (Tensor) -> Tensor in [
      { $0 * 0 + $0.detach().to(.float32).tanh().to(.float64) },
      { $0 * 0 + $0.detach().to(.float32).sin().to(.float64) },
      { $0 * 0 + ($0.detach().sin() * 0.01 + 1e8) - 1e8 },
    ] {
      let failure = failure { try gradCheck(Tensor([1.3] as [Double]), function) }
      #expect(failure?.reason == .float32)
    }
  }

  /// The matrix of second derivatives has an antisymmetric error, which u^T J u does not see.
  @Test(arguments: [GradCheckMode.fast, .slow])
  func antisymmetricSecondDerivative(_ mode: GradCheckMode) {
    let failure = failure {
      try gradCheck(Tensor(x.flatten()), order: 2, mode: mode) { x in
        Tensor.primitive(of: x, value: { $0.exp() }) { g, x, y in
          let other = Tensor.cat([x[3...], -x[..<3]])
          return g * y + (other - other.detach()) * 0.1
        }
      }
    }
    #expect(failure?.order == 2)
  }

  /// A derivative of a product that lacks its .T.
  @Test func aProductWithoutATransposition() {
    let square = NDArray([0.5, -1, 2, 0.25, 1, -0.75, 1.5, 0.3, -2], shape: [3, 3])
    let failure = failure {
      try gradCheck(Tensor(x[0])) { x in
        Tensor.primitive(of: x, value: { square.matmul($0) }) { g, _, _ in
          Tensor(square).matmul(g)
        }
      }
    }
    expect(
      failure, .transposed, "the matrix of derivatives is transposed: a .T too many, or too few")
  }

  @Test func theGradientFromAboveIsIgnored() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { _, x, _ in x * 2 }
      }
    }
    expect(
      failure, .nonlinear, "analytic is the same for every gradient from above, which it ignores")
  }

  @Test func aTermWithoutTheGradientFromAbove() {
    for constant in [1, 1e-4] {
      let failure = failure {
        try gradCheck(Tensor(x)) { x in
          Tensor.primitive(of: x, value: { $0.exp() }) { g, _, y in g * y + constant }
        }
      }
      expect(failure, .nonlinear, "a term of the pullback is not multiplied by it")
    }
  }

  @Test func aSmallFactor() {
    for count in [10, 30_000] {
      let many = Tensor.rand(count, dtype: .float64, generator: Generator(seed: 2)) + 0.5
      let failure = failure {
        try gradCheck(many) { x in
          Tensor.primitive(of: x, value: { $0.exp() }) { g, _, y in g * y * 1.001 }
        }
      }
      expect(failure, .factor, "analytic is 1.001 times numeric")
    }
  }

  /// Wrong entries come first; after them right ones look wrong until they are looked at again.
  @Test func strongCurvatureBehindManyWrongElements() {
    let failure = failure {
      try gradCheck(Tensor(NDArray.arange(500, dtype: .float64) / 500 + 0.5)) { x in
        let wrong = Tensor.primitive(of: x[..<120], value: { $0 * 3 }) { g, _, _ in g * 3.0001 }
        return .cat([wrong, (x[120...] * 1e4).sin() / 1e4]).sum()
      }
    }
    #expect(failure?.wrongCount == 120 && failure?.comparedCount == 500)
    #expect(failure?.worst?.numeric == 3)
  }

  /// The rows of the Jacobian are alike, and should be.
  @Test func aFactorWhereAllResultsDependAlike() {
    let failure = failure {
      try gradCheck(Tensor(scalar: 0.5, dtype: .float64)) { x in
        Tensor.primitive(of: x, value: { $0.expand([3]) * 1 }) { g, _, _ in g.sum() * 2 }
      }
    }
    expect(failure, .factor, "analytic is 2 times numeric")
  }
}
