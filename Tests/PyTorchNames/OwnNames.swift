// PyTorch's names on things of a user's own, which the entries of Sources/Apus/PyTorchNames.swift must not take from them:
// Scripts/check-pytorch-names compiles this file, and it must compile. It is not part of the package.
//
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Apus

extension Tensor {
  func float() -> Tensor { to(.float32) }
  func add(_ other: Tensor) -> Tensor { self + other }
  static func > (a: Tensor, b: Double) -> Tensor { a.greater(b) }
  static func zeros_like(_ other: Tensor) -> Tensor { zerosLike(other) }
}

func mse_loss(_ input: Tensor, _ target: Tensor) -> Tensor { (input - target).square().mean() }

final class Gate: Module, Layer {
  let fc = Linear(2, 2)
  var training = true
  func forward(_ x: Tensor) -> Tensor { fc(x).sigmoid() * x }
  func callAsFunction(_ x: Tensor) -> Tensor { forward(x) }
}

final class Pair: Module {
  let first = Gate(), second = Gate()
  func forward(_ x: Tensor, _ y: Tensor) -> Tensor { first.forward(x) + second(y) }
}

func isSame(_ x: Tensor, _ array: NDArray) -> Bool { x.array == array && (x > 0).array != array }

func use(_ x: Tensor) -> Tensor {
  let net = Pair()
  let gradients = net.parameters.compactMap(\.grad) + (x.grad.map { [$0] } ?? [])
  return net.forward(x.float(), Tensor.zeros_like(x)).add(mse_loss(x, x)) + Tensor.stack(gradients)
}

/// Members of a tensor hide the functions of their names.
extension Tensor {
  func scaledBy(dropout p: Double) -> Tensor { Apus.dropout(self, p: p) * Swift.max(p, 0.5) }
}
