import Synchronization
import Tensor

/// What fused primitives and their twins gave while a check was running.
final class TwinLog: Sendable {
  struct Call {
    let name: String
    let outputs, twinOutputs: [NDArray]
  }
  private let list = Mutex<[Call]>([])

  @TaskLocal static var current: TwinLog?

  var calls: [Call] { list.withLock { $0 } }

  func add(
    _ name: String, _ outputs: [NDArray], _ twin: ([Tensor]) -> [Tensor], _ inputs: [Tensor]
  ) {
    let twinOutputs = noGrad { twin(inputs.map { $0.detach() }) }.map(\.array)
    list.withLock {
      $0.append(Call(name: name, outputs: outputs, twinOutputs: twinOutputs))
    }
  }
}
