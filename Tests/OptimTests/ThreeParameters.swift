import ApusAutograd
import ApusOptim
import ApusTensor

/// Parameters of several shapes and types.
func threeParameters() -> [Tensor] {
  let generator = Generator(seed: 1)
  return [
    Tensor.randn([3, 4], requiresGrad: true, generator: generator),
    Tensor.randn([5], dtype: .float64, requiresGrad: true, generator: generator),
    Tensor.randn([2], requiresGrad: true, generator: generator),
  ]
}

/// Steps with gradients that depend on the values; the last parameter never gets any.
func train(_ optimizer: Optimizer, _ parameters: [Tensor], steps: Int) {
  for _ in 0..<steps {
    for parameter in parameters.dropLast() { parameter.grad = Tensor(parameter.array.sin() + 1) }
    optimizer.step()
  }
}
