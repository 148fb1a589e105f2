import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

private let x = NDArray([0.5, -1.25, 2, 0.75, 1.5, -0.5], shape: [2, 3])

/// A fused primitive's kernel and its twin.
@Suite(.ownRandomNumbers) struct GradCheckTwinTests {
  @Test func kernelAndTwinDisagree() {
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        let array = x.array
        return Tensor.fused(
          "cube", inputs: [x], outputs: [array * array * array],
          backward: { g, _ in [g[0]! * array * array * 3] }, twin: { [$0[0] * $0[0]] })[0]
      }
    }
    #expect(failure?.reason == .twinDiffers)
    #expect(failure?.description.contains("a result of cube is ") == true)
    let gradient = Self.failureOfTwin {
      ($0[0] * $0[0] * $0[0]).detach() + $0[0] * 0
    }
    #expect(gradient?.reason == .twinDiffers)
    #expect(gradient?.description.contains("the gradient of the input, through cube, is ") == true)
    let shape = Self.failureOfTwin { ($0[0] * $0[0] * $0[0]).sum() }
    #expect(
      shape?.description.contains("is of shape [2, 3] by the kernel and of shape [] by") == true)
  }

  /// x^3 with this twin.
  private static func failureOfTwin(_ twin: @escaping ([Tensor]) -> Tensor) -> GradCheckFailure? {
    failure {
      try gradCheck(Tensor(x), order: 2) { x in
        let array = x.array
        return Tensor.fused(
          "cube", inputs: [x], outputs: [array * array * array],
          backward: { g, _ in [g[0]! * array * array * 3] }, twin: { [twin($0)] })[0]
      }
    }
  }

  /// The second result is not used.
  @Test(arguments: [1, 3]) func resultsThatTheTwinHasNot(_ count: Int) {
    let failure = failure {
      try gradCheck(Tensor(x), order: 2) { x in
        let array = x.array
        return Tensor.fused(
          "both", inputs: [x], outputs: [array * 2, array * 3],
          backward: { g, _ in [g[0]! * 2] },
          twin: { x in (0..<count).map { x[0] * (Double($0) + 2) } })[0]
      }
    }
    expect(
      failure, .twinDiffers,
      "the number of results of both is 2 by the kernel", "and \(count) by the twin")
  }
}
