import ApusAutograd
import ApusTensor
import Testing

/// Derivatives of x^e, of every order, where rules could multiply 0 by infinity.
@Suite struct PowerTests {
  /// The sum of x^e, differentiated by one after the other of `variables`; "xe": by x, then by e.
  private func derivative(_ variables: String, _ x: [Double], _ e: [Double]) -> [Double] {
    let leaves: [Character: Tensor] = [
      "x": Tensor(x, requiresGrad: true), "e": Tensor(e, requiresGrad: true),
    ]
    let value = leaves["x"]!.pow(leaves["e"]!)
    return variables.reduce(value) { $0.sum().grad(wrt: leaves[$1]!, createGraph: true) }
      .array.scalars(as: Double.self)
  }

  @Test(arguments: ["xxx", "xxe", "xex", "exx", "xee", "exe", "eex", "eee", "xe", "ex", "ee", "e"])
  func vanishAtZeroBelowHighPowers(variables: String) {
    #expect(derivative(variables, [0, 0, 0], [4, 5.5, 7]) == [0, 0, 0])
  }

  @Test func ofWholePowersAtZero() {
    #expect(derivative("x", [0, 0, 0, 0], [0, 1, 2, 3]) == [0, 1, 0, 0])
    #expect(derivative("xx", [0, 0, 0, 0], [0, 1, 2, 3]) == [0, 0, 2, 0])
    #expect(derivative("xxx", [0, 0, 0, 0], [0, 1, 2, 3]) == [0, 0, 0, 6])
    #expect(derivative("xxxx", [0, 0, 0, 0], [1, 2, 3, 4]) == [0, 0, 0, 24])
  }

  @Test(arguments: ["xe", "ex"])
  func mixedWhereTheExponentIsZero(variables: String) {
    #expect(derivative(variables, [2, 0.5], [0, 0]) == [0.5, 2])
  }

  @Test(arguments: ["xex", "exx", "xxe"])
  func infiniteOnesStayInfinite(variables: String) {
    // (2 e - 1) x^(e - 2) + e (e - 1) x^(e - 2) log x
    #expect(derivative(variables, [0], [2]) == [-.infinity])
  }

  @Test func infiniteBases() {
    #expect(derivative("e", [.infinity, .infinity], [-1, 1]) == [0, .infinity])
  }

  @Test(arguments: ["xe", "ex", "xxe", "exe", "eex"])
  func orderDoesNotMatterElsewhere(variables: String) {
    let sorted = String(variables.sorted())
    let (x, e) = ([0.3, 1.7, 2.5], [0.5, -1.25, 3])
    for (a, b) in zip(derivative(variables, x, e), derivative(sorted, x, e)) {
      #expect(abs(a - b) < 1e-12 * max(1, abs(a)))
    }
  }
}
