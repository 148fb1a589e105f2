import ApusAutograd
import ApusTensor

extension OpTopic {
  static let reductions = OpTopic(
    title: "Reductions",
    entries: [
      .op("sum") { try $0.x.sum(dims: $0.dims("dim"), keepDim: $0.keepDim) },
      .op("mean") { try $0.x.mean(dims: $0.dims("dim"), keepDim: $0.keepDim) },
      .op("amax") { try $0.x.amax(dims: $0.dims("dim"), keepDim: $0.keepDim) },
      .op("amin") { try $0.x.amin(dims: $0.dims("dim"), keepDim: $0.keepDim) },
      .op("argmax") { try $0.x.argmax(dim: $0.dims("dim")?.first, keepDim: $0.keepDim) },
      .op("argmin") { try $0.x.argmin(dim: $0.dims("dim")?.first, keepDim: $0.keepDim) },
      .ops("max.reduction_with_dim") { s in
        let (values, indices) = try s.x.max(dim: s.int(1), keepDim: s.bool(2, or: false))
        return [values, indices]
      },
      .ops("min.reduction_with_dim") { s in
        let (values, indices) = try s.x.min(dim: s.int(1), keepDim: s.bool(2, or: false))
        return [values, indices]
      },
      .op("max.reduction_no_dim") { try $0.x.max() },
      .op("min.reduction_no_dim") { try $0.x.min() },
      .op("std") { try $0.std }, .op("std.unbiased") { try $0.std },
      .op("var") { try $0.variance }, .op("var.unbiased") { try $0.variance },
      .ops("std_mean") { [try $0.std, try $0.mean] },
      .ops("std_mean.unbiased") { [try $0.std, try $0.mean] },
      .ops("var_mean") { [try $0.variance, try $0.mean] },
      .ops("var_mean.unbiased") { [try $0.variance, try $0.mean] },
    ])

  static let softmaxes = OpTopic(
    title: "Softmax",
    entries: [
      .op("logsumexp") { s in
        let dims = try s.ints(1)
        try s.lacking("logSumExp over several dimensions", if: dims.count != 1)
        return try s.x.logSumExp(dim: dims[0], keepDim: s.bool(2, or: false))
      },
      .op("cumsum") { try $0.typed().cumsum(dim: $0.int(1)) },
      .op("softmax") { try $0.x.softmax(dim: $0.int(1)) },
      .op("softmax.with_dtype") { try $0.typed().softmax(dim: $0.int(1)) },
      .op("log_softmax") { try $0.x.logSoftmax(dim: $0.int(1)) },
      .op("log_softmax.with_dtype") { try $0.typed().logSoftmax(dim: $0.int(1)) },
    ])
}

extension OpSample {
  fileprivate var keepDim: Bool { get throws { try bool("keepdim", or: false) } }

  fileprivate var std: Tensor {
    get throws { try x.std(dims: dims("dim"), correction: correction(), keepDim: keepDim) }
  }

  fileprivate var variance: Tensor {
    get throws { try x.var(dims: dims("dim"), correction: correction(), keepDim: keepDim) }
  }

  fileprivate var mean: Tensor { get throws { try x.mean(dims: dims("dim"), keepDim: keepDim) } }

  /// By its name, or as whether it is the usual one, by name or place.
  private func correction() throws -> Int {
    if has(1) { return try bool(1, or: true) ? 1 : 0 }
    if has("unbiased") { return try bool("unbiased", or: true) ? 1 : 0 }
    guard has("correction") else { return 1 }
    guard case .whole(let correction) = try number("correction") else {
      try lacking("a correction that is no whole number")
      return 1
    }
    return correction
  }

  /// The input in the type that is asked for.
  fileprivate func typed() throws -> Tensor { try x.to(dtype("dtype") ?? x.dtype) }
}
