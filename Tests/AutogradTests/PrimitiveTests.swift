import Autograd
import Tensor
import Testing

/// Every operation of Autograd, proven to second order.
@Suite struct PrimitiveTests {
  @Test(arguments: opCases, Layout.allCases)
  func derivativesAreRight(_ operation: OpCase, _ layout: Layout) throws {
    if operation.hasKinks && layout == .expanded { return }
    try gradCheck(operation.inputs(layout), order: 2, atol: 1e-10, rtol: 1e-9) {
      operation.function($0)
    }
  }

  @Test(arguments: opCases.filter { $0.remark.isEmpty })
  func wholeJacobianIsRight(_ operation: OpCase) throws {
    try gradCheck(operation.inputs(.contiguous), atol: 1e-10, rtol: 1e-9, mode: .slow) {
      operation.function($0)
    }
  }

  /// In float32 the gradient has the input's type, and about the value that float64 gives.
  @Test(arguments: opCases) func singlePrecision(_ operation: OpCase) {
    func gradients(_ dtype: DType) -> [Tensor] {
      let inputs = operation.inputs(.contiguous).map {
        Tensor($0.array.to(dtype), requiresGrad: true)
      }
      operation.function(inputs).sum().backward()
      return inputs.map { $0.grad! }
    }
    for (single, double) in zip(gradients(.float32), gradients(.float64)) {
      #expect(single.dtype == .float32)
      #expect(allClose(single.to(.float64), double, rtol: 1e-4, atol: 1e-4))
    }
  }

  @Test func everyOperationIsInTheTable() throws {
    let declared = try Set(Declaration.all())
    let checked = Set(opCases.map(\.declaration)).union(constantOperations)
    #expect(declared.count > 60)
    #expect(declared.subtracting(checked).sorted() == [], "without a test: add it to the table")
    #expect(checked.subtracting(declared).sorted() == [], "in the table, but not declared")
  }

  @Test func declarationsAreRead() {
    let source = """
        public func a(_ x: [Int], dim: Int = 0, _ y: Tensor) -> Tensor {}
        public static func / (a: Tensor, b: Double) -> Tensor {}
        private func hidden() {}
        package func b(
          in place: Int, f: (Int, Int) -> Int
        ) -> Tensor {}
        public func `where`() {}
        public subscript(indices: any TensorIndex...) -> Tensor {}
        public var T: Tensor {}
      """
    #expect(
      Declaration.declarations(in: source) == [
        "a([Int], dim:, Tensor)", "/(Tensor, Double)", "b(in:, f:)", "where()",
        "subscript(indices:)",
        "T",
      ])
  }

  @Test func constantsHaveNoGradient() {
    let x = Tensor([3, 1, 2] as [Float], requiresGrad: true)
    let y = Tensor([1, 2, 2] as [Float], requiresGrad: true)
    for result in [
      x.argmax(), x.argmin(dim: 0), x.equal(y), x.notEqual(y), x.less(y), x.lessEqual(y),
      x.greater(y), x.greaterEqual(y), x.equal(1), x.notEqual(1), x.less(1), x.lessEqual(1),
      x.greater(1), x.greaterEqual(1), x.max(dim: 0).indices, x.to(.int64),
    ] {
      #expect(!result.requiresGrad)
    }
    #expect(x.argmax().item() == 0 && x.argmin().item() == 1)
    #expect(x.less(y).array == NDArray([false, true, false]))
    #expect(x.lessEqual(2).array == NDArray([false, true, true]))
    #expect(!allClose(x, y) && allClose(x, x + 1e-9))
  }
}
