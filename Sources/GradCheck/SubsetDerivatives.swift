import ApusAutograd
import ApusTensor

// Gradients of some inputs only, as a gradient penalty asks for them: what a rule computes may depend on
// what it is asked for.

extension DifferentiatedFunction {
  /// Throws where an input's gradient, recorded or not, is another when gradients of some inputs are not
  /// asked for.
  func checkFirstDerivatives(
    of subsets: [InputSubset], _ upstream: NDArray, _ options: GradCheckOptions, recorded: Bool
  ) throws {
    if subsets.isEmpty { return }
    let all = try gradientsOrZeros(tensors(point), Tensor(upstream), createGraph: false)
    for subset in subsets {
      let found = try gradientsOrZeros(
        tensors(point), Tensor(upstream), of: subset, createGraph: recorded)
      for (position, gradient) in zip(subset.positions, found) {
        if let (place, a, b) = gradient.array.firstDifference(
          from: all[position].array, options.rtol, options.atol)
        {
          throw GradCheckFailure(
            .subsetDiffers, "the gradient of \(names[position]) depends on what else is asked for",
            because: "it is\(place) \(a) where \(subset.question(names))"
              + "\(recorded ? " and recorded" : ""), and \(b) where those of all are")
        }
      }
    }
  }

  /// Throws where the derivatives of a subset's gradients, with respect to everything, are wrong.
  ///
  /// Those of all inputs' gradients have been compared with differences: the derivatives of a subset must
  /// be the same. Where they are not, differences tell what is wrong.
  func checkSecondDerivatives(
    of subsets: [InputSubset], _ upstream: NDArray, _ options: GradCheckOptions,
    after comparison: GradComparison
  ) throws {
    if subsets.isEmpty { return }
    try checkFirstDerivatives(of: subsets, upstream, options, recorded: true)
    let weights = subsets.map { $0.positions.map { comparison.random.array(point[$0].shape) } }
    let whole = second(upstream)
    let pullback = try whole.recorded()
    let expected = zip(subsets, weights).map { subset, weights in
      var all = point.map { NDArray.zeros($0.shape, dtype: .float64) }
      for (position, weight) in zip(subset.positions, weights) { all[position] = weight }
      return whole.orZeros(pullback(all))
    }
    for (index, subset) in subsets.enumerated() {
      let function = second(upstream, of: subset)
      let found = function.orZeros(try function.recorded()(weights[index]))
      for (name, (found, expected)) in zip(function.names, zip(found, expected[index])) {
        guard
          let (place, a, b) = found.firstDifference(from: expected, options.rtol, options.atol)
        else { continue }
        var comparison = comparison.next(function)
        try comparison.run()
        throw GradCheckFailure(
          order: 2, .subsetDiffers,
          "the derivative with respect to \(name) of gradients depends on what else is asked for",
          because: "it is\(place) \(a) \(function.remark!), and \(b) where those of all are")
      }
    }
  }
}
