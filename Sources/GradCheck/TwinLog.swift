import ApusAutograd
import ApusTensor
import Synchronization

/// What fused primitives and their twins gave while a check was running.
final class TwinLog: BackwardObserver {
  struct Call {
    let name: String
    let outputs, twinOutputs: [NDArray]
  }
  private let list = Mutex<[Call]>([])
  /// Who was told before.
  private let next = Observation.observer

  var calls: [Call] { list.withLock { $0 } }

  func recorded(
    fused name: String, inputs: [Tensor], outputs: [NDArray], twin: ([Tensor]) -> [Tensor]
  ) {
    next?.recorded(fused: name, inputs: inputs, outputs: outputs, twin: twin)
    let twinOutputs = Observation.$observer.withValue(next) {
      noGrad { twin(inputs.map { $0.detach() }) }.map(\.array)
    }
    list.withLock {
      $0.append(Call(name: name, outputs: outputs, twinOutputs: twinOutputs))
    }
  }

  func gradient(_ gradient: Tensor, at site: BackwardSite) -> Tensor {
    next?.gradient(gradient, at: site) ?? gradient
  }

  func isComplete(_ leaf: Tensor) { next?.isComplete(leaf) }
}
