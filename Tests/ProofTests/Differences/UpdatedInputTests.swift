import ApusAutograd
import ApusGradCheck
import ApusTensor
import ApusTestSupport
import Testing

@testable import ApusProof

/// No operation of the table gives a wrong gradient because an input was changed in between: its rule
/// either does not read that input, or backward stops.
@Suite(.ownRandomNumbers) struct UpdatedInputTests {
  private static let changes: [(operation: GradCase, input: Int)] = Suite.subjects
    .filter { $0.kind == .primitive || $0.kind == .composite }.flatMap(\.cases)
    .flatMap { operation in operation.variables.indices.map { (operation, $0) } }

  @Test(.long, arguments: changes.indices) func neverSilentlyWrong(index: Int) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index = index as Int] in
      let (operation, input) = UpdatedInputTests.changes[index]
      func gradients(updating: Bool) -> [NDArray] {
        let inputs = operation.inputs(.contiguous).map { Tensor($0.array, requiresGrad: true) }
        let result = operation.target(.float64).function(inputs)
        if updating { inputs[input].update { $0 = $0 * 1.5 + 0.25 } }
        result.backward(gradient: Tensor(upstream(result.shape)))
        return inputs.map { $0.grad!.array }
      }
      let isUnaffected = gradients(updating: false) == gradients(updating: true)
      fatalError(isUnaffected ? "the same gradient" : "silently wrong")
    }
    #expect(result.says("which update() has changed") || result.says("the same gradient"))
  }
}
