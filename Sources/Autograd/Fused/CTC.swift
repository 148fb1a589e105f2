package import ApusTensor

/// The loss of each sample [N], with its true derivative.
package func ctcLosses(_ logp: Tensor, _ targets: CTCTargets, zeroInfinity: Bool) -> Tensor {
  let (losses, saved) = ctcForward(logp.array, targets)
  let isInfinite = losses.equal(.infinity)
  return Tensor.fused(
    "ctcLoss", inputs: [logp],
    outputs: [
      zeroInfinity ? losses.where(isInfinite.logicalNot(), else: 0) : losses
    ],
    backward: { gradients, _ in
      [gradients[0].map { ctcBackward($0, saved, zeroInfinity: zeroInfinity) }]
    },
    twin: { inputs in
      let losses = ctcTwin(inputs[0], targets)
      if !isInfinite.any() { return [losses] }
      return [
        zeroInfinity
          ? losses.where(isInfinite.logicalNot(), else: 0)
          : losses + undefinedGradients(inputs[0], isInfinite, targets.inputLengths)
      ]
    })[0]
}

/// Zeros [N], whose gradient is NaN at the steps of samples that no alignment fits: no path leads there,
/// so that the recursion has a gradient of 0.
private func undefinedGradients(_ logp: Tensor, _ isInfinite: NDArray, _ lengths: [Int]) -> Tensor {
  let (steps, batch) = (logp.shape[0], logp.shape[1])
  let times = NDArray.arange(steps).unsqueeze(1)
  let isUndefined = times.less(NDArray(lengths)).logicalAnd(isInfinite)
  let factors = NDArray.full([], .nan, dtype: logp.dtype)
    .where(isUndefined, else: 0).unsqueeze(2)
  return Tensor(
    .zeros([batch], dtype: logp.dtype),
    linear: (logp, { g in (g.unsqueeze(1) * Tensor(factors)).expand(logp.shape) }),
    name: "undefinedGradients")
}

/// The same recursion composed of primitives, all samples at once: labels are padded to one length, and
/// states beyond a sample's own never lead back into it.
package func ctcTwin(_ logp: Tensor, _ targets: CTCTargets) -> Tensor {
  let (steps, batch) = (logp.shape[0], logp.shape[1])
  let longest = targets.counts.max() ?? 0
  let width = 2 * longest + 1
  let blank = targets.blank
  let spread = (0..<batch).map { sample in
    let labels = targets.labels(of: sample)
    let padded = labels + [Int](repeating: blank, count: longest - labels.count)
    return [blank] + padded.flatMap { [$0, blank] }
  }
  let canSkip = spread.map { row in
    row.indices.map { $0 >= 2 && row[$0] != blank && row[$0] != row[$0 - 2] }
  }
  let skipMask = NDArray(canSkip.flatMap { $0 }, shape: [batch, width])
  let index = NDArray(spread.flatMap { $0 }, shape: [1, batch, width])
  let emitted = logp.gather(dim: 2, Tensor(index.expand([steps, batch, width])))
  let lengths = NDArray(targets.inputLengths).unsqueeze(1)

  func impossible(_ width: Int) -> Tensor { .full([batch, width], -.infinity, dtype: logp.dtype) }
  // One step before the first: everything on the first blank.
  let start = Tensor.zeros([batch, 1], dtype: logp.dtype)
  var alpha = width == 1 ? start : .cat([start, impossible(width - 1)], dim: 1)
  for t in 0..<steps {
    var ways = [alpha]
    if width > 1 {
      ways.append(.cat([impossible(1), alpha[0..., 0..<(width - 1)]], dim: 1))
      let jump = Tensor.cat([impossible(2), alpha[0..., 0..<(width - 2)]], dim: 1)
      ways.append(jump.where(skipMask, else: -.infinity))
    }
    let next = Tensor.stack(ways).logSumExp(dim: 0) + emitted[t]
    alpha = next.where(Tensor(lengths.greater(Double(t))), else: alpha)
  }
  let ends = NDArray(targets.counts.map { 2 * $0 }).unsqueeze(1)
  let onBlank = alpha.gather(dim: 1, Tensor(ends))
  let onLabel = alpha.gather(dim: 1, Tensor((ends - 1).clamp(min: 0)))
    .where(ends.greater(0), else: -.infinity)
  return -Tensor.cat([onBlank, onLabel], dim: 1).logSumExp(dim: 1)
}
