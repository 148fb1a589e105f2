import ApusAutograd
import ApusTensor

/// Mistakes that any rule can have.
func genericMutants(of rule: Rule) -> [Mutant] {
  genericMistakes.map { mistake, change in
    Mutant(mistake: mistake, rule: rule, isGeneric: true, change: change)
  }
}

private let genericMistakes: [(String, Mutant.Change)] = [
  ("the sign", { right, _ in -right }),
  ("a factor of 1.001", { right, _ in right * 1.001 }),
  ("lost", { right, _ in right * 0 }),
  ("taken for the identity", { _, site in site.g(ofShape: site.inputShape) }),
  ("not differentiated again", { right, site in site.isRecorded ? right.detach() : right }),
  ("the gradient from above counts twice", { right, site in right * site.upstreamSize }),
  (
    "the gradient from above is taken for 1",
    { right, site in site.upstreamSize > 0 ? right / site.upstreamSize : nil }
  ),
  ("constants where no gradient is asked for", { _, site in detachingTheRest(site) }),
  ("one element is off", { right, _ in oneElementOff(right) }),
  ("moved by one element", { right, _ in rolled(right) }),
  ("transposed", { right, _ in transposed(right) }),
  (
    "not summed over what was broadcast",
    { right, site in firstOfBroadcast(right, to: site.inputShape) }
  ),
]

extension BackwardSite {
  /// The largest element that comes from above.
  fileprivate var upstreamSize: Double {
    upstream.compactMap { $0 }.filter { $0.count > 0 }.map { $0.array.abs().max().item() }.max()
      ?? 0
  }

  fileprivate func g(ofShape shape: [Int]) -> Tensor? {
    upstream.compactMap { $0 }.first { $0.shape == shape }
  }
}

/// The recorded gradient as a function of those inputs alone whose gradients are asked for, as if the
/// others were constants.
private func detachingTheRest(_ site: BackwardSite) -> Tensor? {
  guard site.isRecorded, let twin = site.twin else { return nil }
  let inputs = site.inputs.map { $0! }
  let isLost = zip(inputs, site.needs).contains { $0.requiresGrad && !$1 }
  guard isLost else { return nil }
  return derivative(
    of: twin, at: zip(inputs, site.needs).map { $1 ? $0 : $0.detach() }, site.upstream,
    inputs.indices.map { $0 == site.input }, recorded: true)[site.input]
}

/// The last element is larger by a hundredth.
private func oneElementOff(_ right: Tensor) -> Tensor? {
  guard right.count > 0 else { return nil }
  var factors = [Double](repeating: 1, count: right.count)
  factors[factors.count - 1] = 1.01
  return right * Tensor(NDArray(factors, shape: right.shape)).to(right.dtype)
}

private func rolled(_ right: Tensor) -> Tensor? {
  guard let size = right.shape.last, size > 1 else { return nil }
  return .cat([right[.ellipsis, 1...], right[.ellipsis, ..<1]], dim: -1)
}

private func transposed(_ right: Tensor) -> Tensor? {
  let shape = right.shape.suffix(2)
  guard shape.count == 2, shape.first == shape.last else { return nil }
  return right.transpose(-1, -2)
}

private func firstOfBroadcast(_ right: Tensor, to shape: [Int]) -> Tensor? {
  guard right.shape != shape, right.count > 0 else { return nil }
  var first = right
  while first.rank > shape.count { first = first[0] }
  for (dim, size) in shape.enumerated() where first.shape[dim] != size {
    first = first.narrow(dim, start: 0, length: 1)
  }
  return first
}
