import ApusAutograd
import ApusGradCheck
import ApusNN
import ApusTensor

extension GradCase {
  /// What the check of derivatives does not ask for and users do, in float64: values without a graph,
  /// `backward` on a graph that is freed and into gradients that are there already, inputs that are
  /// constants, and one tensor in two places. Each must give what the checked derivative gives.
  ///
  /// - Returns: what is wrong, in a sentence; nil where nothing is.
  func wrongUse() -> String? {
    let all = differentiated()
    if let place = difference(noGrad { value }, all.value) {
      return "the value inside noGrad\(place)"
    }

    let accumulated = differentiated(by: { result, upstream, leaves in
      result.backward(gradient: upstream, retainGraph: true)
      // Where the graph is freed, kernels may overwrite what they saved.
      result.backward(gradient: upstream)
      return leaves.map(\.grad)
    })
    for (index, gradient) in accumulated.gradients.enumerated() {
      if let place = difference(gradient, all.gradients[index] * 2) {
        return "the gradient of leaf \(index) that backward sums up twice\(place)"
      }
    }

    for index in all.gradients.indices where all.gradients.count > 1 {
      for isAlone in [true, false] {
        let some = differentiated(constants: { ($0 == index) != isAlone })
        for (other, gradient) in some.gradients.enumerated() where (other == index) == isAlone {
          if let place = difference(gradient, all.gradients[other]) {
            return "the gradient of leaf \(other) where "
              + (isAlone ? "all others are constants" : "leaf \(index) is a constant") + place
          }
        }
      }
    }
    return wrongRepetition()
  }

  /// One tensor in the places of two inputs: its gradient is the sum of theirs.
  private func wrongRepetition() -> String? {
    let shapes = variables.map(\.shape)
    guard let first = shapes.first, let second = shapes.dropFirst().firstIndex(of: first) else {
      return nil
    }
    let target = target(.float64)
    let arrays = inputs(.contiguous).map(\.array)
    func gradients(isShared: Bool) -> [NDArray] {
      var leaves = arrays.map { Tensor($0, requiresGrad: true) }
      leaves[second] = isShared ? leaves[0] : Tensor(arrays[0], requiresGrad: true)
      let result = target.function(leaves)
      result.backward(gradient: Tensor(upstream(result.shape)))
      return [leaves[0], leaves[second]].map {
        $0.grad?.array ?? .zeros($0.shape, dtype: .float64)
      }
    }
    let apart = gradients(isShared: false)
    return difference(gradients(isShared: true)[0], apart[0] + apart[1])
      .map { "the gradient of one tensor in the places of two inputs\($0)" }
  }

  private var value: NDArray { target(.float64).function(inputs(.contiguous)).array }

  /// How gradients of a result are asked for.
  private typealias Request =
    @Sendable (_ result: Tensor, _ upstream: Tensor, _ leaves: [Tensor]) ->
    [Tensor?]

  /// All together, but those that the result was not computed from.
  private static let together: Request = { result, upstream, leaves in
    let wanted = leaves.filter { $0.requiresGrad && result.isComputed(from: $0) }
    let found = grad(of: result, wrt: wanted, gradient: upstream)
    return leaves.map { leaf in wanted.firstIndex { $0 === leaf }.map { found[$0] } }
  }

  /// The value and the gradients of inputs and parameters, zeros for constants and where none arrives.
  private func differentiated(
    constants isConstant: (Int) -> Bool = { _ in false }, by request: Request = together
  ) -> (value: NDArray, gradients: [NDArray]) {
    let target = target(.float64)
    let inputs = inputs(.contiguous).map { Tensor($0.array, requiresGrad: true) }
    let leaves = inputs + (target.module?.parameters ?? [])
    for (index, leaf) in leaves.enumerated() where isConstant(index) { leaf.requiresGrad = false }
    let result = target.function(inputs)
    let found =
      result.requiresGrad
      ? request(result, Tensor(upstream(result.shape).to(result.dtype)), leaves)
      : leaves.map { _ in nil }
    return (
      result.array, zip(found, leaves).map { $0?.array ?? .zeros($1.shape, dtype: .float64) }
    )
  }
}

/// Where two arrays differ by more than rounding, in words; nil where they do not.
private func difference(_ found: NDArray, _ expected: NDArray) -> String? {
  if found.shape != expected.shape { return " has shape \(found.shape), not \(expected.shape)" }
  let (a, b) = (found.scalars(as: Double.self), expected.scalars(as: Double.self))
  let largest = b.map(\.magnitude).max() ?? 0
  for (index, (a, b)) in zip(a, b).enumerated() where a != b {
    if !((a - b).magnitude <= 1e-12 * largest) {
      return " is \(a) at \(expected.indices(of: index)), not \(b)"
    }
  }
  return nil
}
