import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

/// Derivatives of a gradient that was asked for with respect to some inputs only, as in a gradient penalty.
@Suite(.ownRandomNumbers) struct PartialGradientTests {
  private func product(
    _ a: Tensor, _ b: Tensor, _ backward: ((_ g: NDArray, _ needs: [Bool]) -> [NDArray?])? = nil
  ) -> Tensor {
    let (x, y) = (a.array, b.array)
    return Tensor.fused(
      inputs: [a, b], outputs: [x * y],
      backward: { g, needs in backward?(g[0]!, needs) ?? [g[0]! * y, g[0]! * x] },
      twin: { [$0[0] * $0[1]] })[0]
  }

  /// d/da sum a^2 b = 2 a b; its derivative is 2 b with respect to a and 2 a with respect to b.
  @Test func everyInputOfAFusedPrimitiveCounts() {
    let a = Tensor([0.5, -1.5] as [Double], requiresGrad: true)
    let b = Tensor([2, 3] as [Double], requiresGrad: true)
    let slope = grad(of: product(a, product(a, b)).sum(), wrt: [a], createGraph: true)[0]
    #expect(slope.array.scalars(as: Double.self) == [2, -9])
    slope.sum().backward()
    #expect(a.grad!.array.scalars(as: Double.self) == [4, 6])
    #expect(b.grad!.array.scalars(as: Double.self) == [1, -3])
  }

  @Test func alsoThoseThatWereComputedFromOthers() {
    let w = Tensor([2, 3] as [Double], requiresGrad: true)
    let x = Tensor([0.5, -1.5] as [Double], requiresGrad: true)
    // d/dx sum x w^2 = w^2, whose derivative with respect to w is 2 w.
    let slope = grad(of: product(x, w * w).sum(), wrt: [x], createGraph: true)[0]
    slope.sum().backward()
    #expect(w.grad!.array.scalars(as: Double.self) == [4, 6])
    #expect(x.grad == nil)
  }

  /// One that was frozen after the step was taken is still differentiated, as without a record.
  @Test func anInputThatWasFrozenMeanwhile() {
    let a = Tensor([0.5, -1.5] as [Double], requiresGrad: true)
    let b = Tensor([2, 3] as [Double], requiresGrad: true)
    let y = product(a, b).sum()
    b.requiresGrad = false
    y.backward(createGraph: true)
    #expect(b.grad!.array.scalars(as: Double.self) == [0.5, -1.5])
  }

  // MARK: - gradCheck asks for this

  private let a = Tensor([0.5, -1.5] as [Double])
  private let b = Tensor([2, 3] as [Double])

  @Test func aKernelThatIsWrongWhereSomeGradientsAreNotNeeded() throws {
    func wrong(_ a: Tensor, _ b: Tensor) -> Tensor {
      product(a, b) { [a = a.array, b = b.array] g, needs in
        let factor: NDArray = needs[0] ? a : a * 2
        return [g * b, g * factor]
      }
    }
    let failure = #expect(throws: GradCheckFailure.self) { try gradCheck(a, b) { wrong($0, $1) } }
    #expect(failure?.reason == .subsetDiffers && failure?.order == 1)
    #expect(
      failure?.description.contains("the gradient of input 1 depends on what else is asked for")
        == true)
    let leaves = (Tensor(a.array, requiresGrad: true), Tensor(b.array, requiresGrad: true))
    let captured = #expect(throws: GradCheckFailure.self) {
      try gradCheck(captured: ["a": leaves.0, "b": leaves.1]) { wrong(leaves.0, leaves.1) }
    }
    #expect(captured?.description.contains("where the gradient of b alone is asked for") == true)
  }

  @Test func howManySubsetsAreAskedFor() throws {
    func product(_ factors: [Tensor]) -> Tensor { factors.reduce(a) { $0 * $1 } }
    func subsets(_ count: Int, _ mode: GradCheckMode = .automatic) throws -> Int {
      let inputs = [Tensor](repeating: b, count: count)
      return try gradCheck(inputs, order: 2, mode: mode) { product($0) }.subsetCount
    }
    #expect(try subsets(1) == 0 && subsets(2) == 2 && subsets(3) == 6 && subsets(8) == 16)
    #expect(try subsets(9) == 8 && subsets(9, .slow) == 18)
  }
}
