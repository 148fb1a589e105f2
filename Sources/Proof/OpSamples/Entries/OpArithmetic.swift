import ApusAutograd
import ApusTensor

extension OpTopic {
  static let arithmetic = OpTopic(
    title: "Arithmetic",
    entries: [
      .op("add") { try $0.has("alpha") ? $0.x + $0.y * $0.number("alpha") : $0.x + $0.y },
      .op("sub") { try $0.has("alpha") ? $0.x - $0.y * $0.number("alpha") : $0.x - $0.y },
      .op("rsub") { try $0.has("alpha") ? $0.y - $0.x * $0.number("alpha") : $0.y - $0.x },
      .op("mul") { try $0.x * $0.y },
      .op("div.no_rounding_mode") { try $0.x / $0.y },
      .op("div.trunc_rounding", rounded),
      .op("div.floor_rounding", rounded),
      .op("true_divide") { try $0.x / $0.y },
      .op("pow", float32: ofPowers) { try $0.x.pow($0.y) },
      .op("__radd__") { try $0.y + $0.x },
      .op("__rsub__") { try $0.y - $0.x },
      .op("__rmul__") { try $0.y * $0.x },
      .op("__rdiv__") { try $0.y / $0.x },
      .op("__rpow__", float32: ofPowers) { try $0.y.pow($0.x) },
      .op("neg") { try -$0.x },
      .op("maximum") { try $0.x.maximum($0.y) },
      .op("minimum") { try $0.x.minimum($0.y) },
      .op("max.binary") { try $0.x.maximum($0.y) },
      .op("min.binary") { try $0.x.minimum($0.y) },
      .op("where") { try $0.x.where($0.tensor(1), else: $0.tensor(2)) },
      .op("clamp", bounded), .op("clamp_min", bounded), .op("clamp_max", bounded),
    ])

  /// A power multiplies the rounding of its inputs, and sums of them cancel: PyTorch's own float32 is as far off.
  private static let ofPowers = Tolerance(rtol: 3e-5, atol: 1e-5)

  @Sendable private static func rounded(_ sample: OpSample) throws -> Tensor {
    try sample.lacking("division that rounds its result")
    return try sample.x / sample.y
  }

  @Sendable private static func bounded(_ sample: OpSample) throws -> Tensor {
    try sample.lacking("bounds that are tensors", if: sample.isTensor(1) || sample.isTensor(2))
    return try sample.x.clamp(min: sample.number(1), max: sample.number(2))
  }
}

extension OpSample {
  /// The input, and the first argument behind it.
  var x: Tensor { get throws { try tensor(0) } }
  var y: Tensor { get throws { try tensor(1) } }
}
