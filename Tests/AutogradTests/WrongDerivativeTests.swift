import Autograd
import Tensor
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// Why a check did not pass.
func failure(_ body: () throws -> Void) -> GradCheckFailure? {
  #expect(throws: GradCheckFailure.self, performing: body)
}

/// Wrong derivatives are caught, and the report tells them apart.
@Suite struct WrongDerivativeTests {
  private func expect(
    _ failure: GradCheckFailure?, _ parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(failure?.reason == .mismatch, sourceLocation: sourceLocation)
    for part in parts {
      #expect(failure?.description.contains(part) == true, sourceLocation: sourceLocation)
    }
  }

  @Test func forgottenFactor() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g * x }
      }
    }
    expect(
      failure, "gradCheck of order 1: the gradient of the input is wrong in 6 of 6 elements.",
      "Worst at [", "analytic ", "numeric ", " is allowed.", "Analytic is 0.5 times numeric")
  }

  @Test func sign() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0.cos() }) { g, x, _ in g * x.sin() }
      }
    }
    expect(failure, "Analytic is -1.0 times numeric")
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
    expect(
      failure, "the gradient of input 0 is wrong in 6 of 6 elements",
      "Of the results, the result's [")
    #expect(failure?.description.contains("input 1") == false)
  }

  @Test func oneElement() {
    let failure = failure {
      try gradCheck(Tensor(x)) { x in
        Tensor.primitive(of: x, value: { $0 * 3 }) { g, _, _ in
          var array = g.array * 3
          array[1, 2] = NDArray(scalar: 7.0)
          return Tensor(array)
        }
      }
    }
    expect(
      failure,
      "wrong in 1 of 6 elements. Worst at [1, 2], for a random gradient from above: analytic 7.0,")
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
    expect(failure, "the gradient of input 0 is wrong", "Analytic is the transpose of numeric.")
  }

  @Test func missingSumOverBroadcastRows() {
    let failure = failure {
      try gradCheck(Tensor(x[0])) { row in
        Tensor.primitive(of: row, value: { $0.expand(4, 3) * 2 }) { g, _, _ in g[0] * 2 }
      }
    }
    expect(failure, "wrong in 3 of 3 elements", "Of the results, the result's [", "not 0.0.")
  }

  @Test func lostGradient() {
    let failure = failure { try gradCheck([Tensor(x), Tensor(x)]) { $0[0] + $0[1].detach() * 2 } }
    expect(failure, "the gradient of input 1 is wrong", "Analytic is 0 wherever it is wrong")
  }

  @Test func severalInputs() {
    let failure = failure {
      try gradCheck([Tensor(x), Tensor(x * 3)]) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0 * $1 }) { g, a, b, _ in
          (g * a, -g * a)
        }
      }
    }
    expect(failure, "Also wrong: input ", " (6 of 6).")
  }

  @Test func secondDerivative() {
    // The gradient is right, but its own derivative is cut off.
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g * x.detach() * 2 }
      }
    }
    expect(
      failure,
      "gradCheck of order 2: the gradients are right, but their derivative with respect to the input "
        + "is wrong in 6 of 6 elements")
    #expect(failure?.order == 2)
  }

  @Test func secondDerivativeOfTheUpstreamGradient() {
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        Tensor.primitive(of: x, value: { $0 * $0 }) { g, x, _ in g.detach() * x * 2 }
      }
    }
    expect(failure, "with respect to the upstream gradient is wrong")
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
    expect(
      failure, "wrong in 1 of 36 entries of the Jacobian. Worst at [1, 2], the result's [1, 2]:")
  }

  @Test func wholeSecondJacobianNamesTheGradient() {
    let failure = failure {
      try gradCheck([Tensor(x), Tensor(x[0])], order: 2, mode: .slow) { inputs in
        Tensor.primitive(of: inputs[0], inputs[1], value: { $0 * $1 }) { g, a, b, _ in
          (g * b, g * a.detach())
        }
      }
    }
    expect(failure, "entries of the Jacobian. Worst at [", ", the gradient of input 1 at [")
  }

  @Test func kernelAndTwinDisagree() {
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        let array = x.array
        return Tensor.fused(
          "cube", inputs: [x], outputs: [array * array * array],
          backward: { g, _ in [g[0]! * array * array * 3] }, twin: { [$0[0] * $0[0]] })[0]
      }
    }
    #expect(failure?.reason == .recordedGradientDiffers)
    #expect(failure?.description.contains("twin and its kernel disagree") == true)
  }
}
