package import ApusTensor
import Synchronization

/// What fused primitives and their twins gave while a check was running.
package final class TwinLog: Sendable {
  package struct Call {
    package let name: String
    package let outputs, twinOutputs: [NDArray]
  }
  package init() {}

  private let list = Mutex<[Call]>([])

  @TaskLocal package static var current: TwinLog?

  package var calls: [Call] { list.withLock { $0 } }

  func add(
    _ name: String, _ outputs: [NDArray], _ twin: ([Tensor]) -> [Tensor], _ inputs: [Tensor]
  ) {
    let twinOutputs = noGrad { twin(inputs.map { $0.detach() }) }.map(\.array)
    list.withLock {
      $0.append(Call(name: name, outputs: outputs, twinOutputs: twinOutputs))
    }
  }
}
