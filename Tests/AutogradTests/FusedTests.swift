import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

/// Primitives with several inputs and results, and a twin.
@Suite(.ownRandomNumbers) struct FusedTests {
  /// (a b, a + b), with a kernel that counts what is asked of it.
  private func productAndSum(_ a: Tensor, _ b: Tensor, _ log: Log? = nil) -> [Tensor] {
    let (x, y) = (a.array, b.array)
    return Tensor.fused(
      inputs: [a, b], outputs: [x * y, x + y],
      backward: { g, needs in
        log?.calls.append((g.map { $0 != nil }, needs))
        func sum(_ parts: [NDArray?]) -> NDArray? {
          parts.compactMap { $0 }.reduce(nil) { $0.map { [next = $1] in $0 + next } ?? $1 }
        }
        return [
          needs[0] ? sum([g[0].map { $0 * y }, g[1]]) : nil,
          needs[1] ? sum([g[0].map { $0 * x }, g[1]]) : nil,
        ]
      },
      twin: { [$0[0] * $0[1], $0[0] + $0[1]] })
  }

  private final class Log {
    var calls: [(used: [Bool], needs: [Bool])] = []
  }

  private let a = Tensor([0.5, -1.5] as [Double], requiresGrad: true)
  private let b = Tensor([2, 3] as [Double], requiresGrad: true)

  @Test func gradients() {
    let results = productAndSum(a, b)
    (results[0] * 2 + results[1]).sum().backward()
    #expect(a.grad!.array.scalars(as: Double.self) == [5, 7])
    #expect(b.grad!.array.scalars(as: Double.self) == [2, -2])
  }

  @Test func oneCallForAllResults() {
    let log = Log()
    let results = productAndSum(a, b, log)
    (results[0] * results[1] * results[0]).sum().backward()
    #expect(log.calls.count == 1 && log.calls[0].used == [true, true])
  }

  @Test func unusedResultsHaveNoGradient() throws {
    let log = Log()
    productAndSum(a, b, log)[1].sum().backward()
    #expect(log.calls[0].used == [false, true])
    for used in 0..<2 {
      try gradCheck([a, b], order: 2) { productAndSum($0[0], $0[1])[used].exp() }
    }
  }

  @Test func needsSaysWhichGradientsAreWanted() {
    let log = Log()
    productAndSum(Tensor(a.array), b, log)[0].sum().backward()
    #expect(log.calls[0].needs == [false, true])
    _ = grad(of: productAndSum(a, b, log)[0].sum(), wrt: [a])
    #expect(log.calls[1].needs == [true, false])
  }

  @Test func nothingIsRecordedForConstants() {
    #expect(productAndSum(Tensor(a.array), Tensor(b.array)).allSatisfy { $0.isLeaf })
    #expect(noGrad { productAndSum(a, b) }.allSatisfy { !$0.requiresGrad })
  }

  @Test func secondOrder() throws {
    try gradCheck([a, b], order: 2) {
      let results = productAndSum($0[0], $0[1])
      return results[0].sin() * results[1]
    }
  }

  /// An input that was computed from another one must not be counted twice.
  @Test func inputsThatDependOnEachOther() throws {
    try gradCheck(a, order: 2) { productAndSum($0 * $0, $0)[0] }
    try gradCheck(a, order: 2) { productAndSum($0, $0)[0] }
    try gradCheck([a, b], order: 2) { inputs in
      let first = productAndSum(inputs[0], inputs[1])
      let second = productAndSum(first[0], first[1])
      return second[0] * productAndSum(second[1], inputs[0])[0]
    }
    let x = Tensor([2.0] as [Double], requiresGrad: true)
    let first = grad(of: productAndSum(x * x, x)[0].sum(), wrt: [x], createGraph: true)[0]
    #expect(first.item() == 12)
    #expect(grad(of: first.sum(), wrt: [x])[0].item() == 12)
  }

  /// An input that the twin does not use, as a sequence without steps, has a gradient of 0 recorded or not.
  @Test func anInputThatIsNotUsed() {
    func first(_ a: Tensor, _ b: Tensor) -> Tensor {
      Tensor.fused(
        inputs: [a, b], outputs: [a.array * 2],
        backward: { g, _ in [g[0]! * 2, .zeros([2], dtype: .float64)] }, twin: { [$0[0] * 2] })[0]
    }
    for createGraph in [false, true] {
      let gradients = grad(of: first(a, b).sum(), wrt: [a, b], createGraph: createGraph)
      #expect(gradients[1].array == .zeros([2], dtype: .float64))
    }
  }

  @Test func resultsAsWhatIsDifferentiatedFor() {
    let results = productAndSum(a, b)
    let gradients = grad(of: (results[0] * results[1]).sum(), wrt: results)
    #expect(gradients[0].array == results[1].array && gradients[1].array == results[0].array)
  }

  @Test func thirdOrder() {
    // a^2 b with a = b = x: x^3
    let x = Tensor([2.0] as [Double], requiresGrad: true)
    var derivative = productAndSum(productAndSum(x, x)[0], x)[0]
    for expected in [12.0, 12, 6] {
      derivative = grad(of: derivative.sum(), wrt: [x], createGraph: true)[0]
      #expect(derivative.item() == expected)
    }
  }
}
