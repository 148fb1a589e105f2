import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

@testable import ApusProof

/// Every operation, layer and loss, proven to second order.
@Suite(.ownRandomNumbers) struct SuiteTests {
  @Test(arguments: Suite.subjects) func derivativesAreRight(_ subject: Subject) {
    let result = subject.check(mode: .automatic)
    #expect(result.failures.isEmpty, "\(result.failures.map(\.report).joined(separator: "\n"))")
    #expect(result.checks > 0 && result.derivatives > 0)
  }

  /// Every entry of every Jacobian.
  @Test(.long, arguments: Suite.subjects) func wholeJacobiansAreRight(_ subject: Subject) {
    let result = subject.check(mode: .slow)
    #expect(result.failures.isEmpty, "\(result.failures.map(\.report).joined(separator: "\n"))")
  }

  @Test func float32KernelsFollowFloat64() {
    for comparison in Suite.float32Comparisons {
      let result = comparison.run()
      #expect(result.isRight && result.error > 0, "\(result)")
    }
  }

  /// The check of float32 notices one element that is off.
  @Test func float32ErrorsAreSeen() {
    let off = GradCase("off", [[40]]) { x in
      x[0].dtype == .float64
        ? x[0] : x[0] + Tensor(NDArray.arange(40).equal(39).to(.float32)) * 1e-3
    }
    #expect(off.float32Error() > 1e-4)
  }

  /// All inputs are numbers that float32 holds.
  @Test func inputsThatAreRoundedToFloat32AreSeen() {
    let rounded = GradCase("rounded", [[4]]) { x in
      Tensor.primitive(of: x[0], value: { $0.to(.float32).to(.float64).exp() }) { g, _, y in g * y }
    }
    #expect(throws: GradCheckFailure.self) { try rounded.check(.contiguous) }
  }

  /// The subject stays right in a layout if its value does; all but expanded ones have one value.
  @Test func valuesDoNotDependOnTheLayout() {
    for example in Suite.subjects.flatMap(\.cases)
    where !example.row.options.draws {
      func value(_ layout: Layout) -> NDArray {
        example.target(.float64).function(example.inputs(layout)).array
      }
      for layout in [Layout.transposed, .gapped] {
        let gap = difference(value(layout), value(.contiguous), rtol: 1e-12, atol: 1e-12)
        #expect(gap == nil, "\(example), \(layout)")
      }
    }
  }

  /// Every operation is checked on nothing, but those that need an element.
  @Test func everyOperationSeesNothing() {
    let others = Suite.subjects.filter { subject in
      subject.kind != .engine && !subject.cases.contains { $0.shapes.contains { $0.contains(0) } }
    }
    #expect(others.map(\.name) == ["max()", "min()"])
  }

  /// And on a single number, but those that need a dimension.
  @Test func everyOperationSeesANumber() {
    let others = Suite.subjects.filter { subject in
      subject.kind != .engine && !subject.cases.contains { $0.shapes.contains([]) }
    }
    let needDimensions: Set = [
      "T", "transpose(Int, Int)", "select(Int, Int)", "narrow(Int, start:, length:)",
      "cat([Tensor], dim:)", "matmul(Tensor)", "dot(Tensor)", "Linear", "LSTM", "LayerNorm",
      "CTCLoss", "Sequential", "indexSelect(dim:, Tensor)", "CrossEntropyLoss",
      "crossEntropy(Tensor, Tensor, weight:, ignoreIndex:, reduction:, labelSmoothing:)",
      // The deviation of one number is 0, where the root has no derivative.
      "std(dims:, correction:, keepDim:)", "std(dim:, correction:, keepDim:)",
    ]
    #expect(Set(others.map(\.name)).subtracting(needDimensions).sorted() == [])
  }

  @Test func filters() {
    #expect(Suite.subjects(matching: "").count == Suite.subjects.count)
    #expect(Suite.subjects(matching: "lstm").map(\.name) == ["LSTM"])
    #expect(Suite.subjects(matching: "LOSS").allSatisfy { $0.kind == .loss })
    #expect(Suite.subjects(matching: "nothing of that name").isEmpty)
  }
}

extension GradCase {
  fileprivate var shapes: [[Int]] { call.inputs.map(\.shape) }
}
