import ApusAutograd
import ApusNN
import ApusTensor

extension OpTopic {
  static let layers = OpTopic(
    title: "Layers and losses",
    entries: [
      .op("nn.functional.linear") { s in
        let weight = try s.tensor(1)
        let layer = Linear(weight.size(1), weight.size(0), bias: s.has(2), dtype: weight.dtype)
        try s.load(["weight": 1, "bias": 2], into: layer)
        return try layer(s.x)
      },
      // Gradients that cancel out, by rows whose deviation is as small as eps: hundreds of roundings.
      .op("nn.functional.layer_norm", float32: Tolerance(rtol: 1.3e-6, atol: 3e-5)) { s in
        let layer = LayerNorm(
          try s.ints(1), eps: try s.double("eps", or: 1e-5), dtype: try s.x.dtype)
        try s.load(["weight": 2, "bias": 3], into: layer)
        return try layer(s.x)
      },
      .op("nn.functional.dropout", drawsFromDefault: true) { s in
        let layer = Dropout(p: try s.double("p", or: 0.5))
        layer.train(try s.bool("training", or: true))
        return try layer(s.x)
      },
      // PyTorch's own function takes the indices first; its list gives the weight first.
      .op("nn.functional.embedding") { try embedding($0.y, $0.x) },
      .op("nn.functional.mse_loss") { try mseLoss($0.x, $0.y, reduction: $0.reduction()) },
      .op("nn.functional.cross_entropy") { s in
        try crossEntropy(
          s.x, s.y, weight: s.has("weight") ? s.tensor("weight") : nil,
          ignoreIndex: s.has("ignore_index") ? s.int("ignore_index") : -100,
          reduction: s.reduction())
      },
      .op("nn.functional.ctc_loss") { s in
        let loss = CTCLoss(
          reduction: try s.reduction(), zeroInfinity: try s.bool("zero_infinity", or: false))
        // Their log-softmax is what they are, and behind it gradients are those by the logits, as PyTorch's are.
        return try loss(
          s.x.logSoftmax(dim: 2), s.y, inputLengths: s.lengths(2), targetLengths: s.lengths(3))
      },
    ])
}

extension OpSample {
  fileprivate func reduction() throws -> Reduction {
    switch try text("reduction", or: "mean") {
    case "none": .none
    case "mean": .mean
    case "sum": .sum
    case let name: throw CaseProblem("knows no reduction \(name)")
    }
  }

  fileprivate func lengths(_ key: Int) throws -> [Int] {
    isTensor(key) ? try tensor(key).array.scalars(as: Int.self) : try ints(key)
  }
}
