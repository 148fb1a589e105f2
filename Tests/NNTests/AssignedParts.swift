import ApusAutograd
import ApusNN
import ApusOptim
import ApusTensor

/// Tensors of each kind that can be assigned.
final class Part: Module {
  @Parameter var weight: Tensor
  @Parameter var shift: Tensor?
  @Parameter var list: [Tensor]
  @Buffer var mean: Tensor
  @Buffer var last: Tensor?

  override init() {
    weight = .ones(2, 2)
    list = [.ones(3), .zeros(3)]
    mean = .zeros(2)
  }
}

/// Assigns after `super.init()`.
final class Late: Module {
  @Parameter var weight: Tensor
  @Parameter var bias: Tensor?
  @Buffer var scale: Tensor
  let twin: Part

  init(_ twin: Part) {
    self.twin = twin
    super.init()
    weight = .ones(4)
    weight = weight.detach() * 2
    scale = .ones(1)
  }
}

/// One step along a gradient of ones moves each parameter that the optimizer updates by `lr`.
func step(_ parameters: [Tensor], _ optimizer: Optimizer) {
  for parameter in parameters { parameter.grad = .onesLike(parameter) }
  optimizer.step()
}
