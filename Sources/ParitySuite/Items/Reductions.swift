import ApusAutograd
import ApusTensor

extension ItemGroup {
  static let reductions = ItemGroup(
    "Reductions", file: "reductions",
    [
      overDims("sum") { $0.sum(dims: $1, keepDim: $2) },
      overDims("mean") { $0.mean(dims: $1, keepDim: $2) },
      overDims("amax") { $0.amax(dims: $1, keepDim: $2) },
      overDims("amin") { $0.amin(dims: $1, keepDim: $2) },
      overOneDim("sum of one dim") { $0.sum(dim: $1, keepDim: $2) },
      overOneDim("mean of one dim") { $0.mean(dim: $1, keepDim: $2) },
      overOneDim("amax of one dim") { $0.amax(dim: $1, keepDim: $2) },
      overOneDim("amin of one dim") { $0.amin(dim: $1, keepDim: $2) },
      .operation("var") { x, a in
        x[0].var(
          dims: try a.dims(), correction: try a.int("correction", or: 1),
          keepDim: try a.bool("keepDim", or: false))
      },
      .operation("std", tolerance: Tolerance.network) { x, a in
        x[0].std(
          dims: try a.dims(), correction: try a.int("correction", or: 1),
          keepDim: try a.bool("keepDim", or: false))
      },
      .operation("var of one dim") { x, a in
        x[0].var(
          dim: try a.ints("dims")[0], correction: try a.int("correction", or: 1),
          keepDim: try a.bool("keepDim", or: false))
      },
      .operation("std of one dim", tolerance: Tolerance.network) { x, a in
        x[0].std(
          dim: try a.ints("dims")[0], correction: try a.int("correction", or: 1),
          keepDim: try a.bool("keepDim", or: false))
      },
      .operation("max") { x, _ in x[0].max() },
      .operation("min") { x, _ in x[0].min() },
      .operations("max along dim") { x, a in
        let (values, indices) = x[0].max(
          dim: try a.int("dim"), keepDim: try a.bool("keepDim", or: false))
        return [values, indices]
      },
      .operations("min along dim") { x, a in
        let (values, indices) = x[0].min(
          dim: try a.int("dim"), keepDim: try a.bool("keepDim", or: false))
        return [values, indices]
      },
      .operation("argmax") { x, a in
        x[0].argmax(
          dim: try a.optional("dim", a.int), keepDim: try a.bool("keepDim", or: false))
      },
      .operation("argmin") { x, a in
        x[0].argmin(
          dim: try a.optional("dim", a.int), keepDim: try a.bool("keepDim", or: false))
      },
    ])

  static let softmaxes = ItemGroup(
    "Softmax", file: "softmaxes",
    [
      .operation("logSoftmax") { x, a in x[0].logSoftmax(dim: try a.int("dim")) },
      .operation("softmax") { x, a in x[0].softmax(dim: try a.int("dim")) },
      .operation("logSumExp") { x, a in
        x[0].logSumExp(dim: try a.int("dim"), keepDim: try a.bool("keepDim", or: false))
      },
    ])

  private static func overDims(
    _ name: String, _ function: @escaping @Sendable (Tensor, [Int]?, Bool) -> Tensor
  ) -> Item {
    .operation(name) { x, a in
      function(x[0], try a.dims(), try a.bool("keepDim", or: false))
    }
  }

  private static func overOneDim(
    _ name: String, _ function: @escaping @Sendable (Tensor, Int, Bool) -> Tensor
  ) -> Item {
    .operation(name) { x, a in
      function(x[0], try a.ints("dims")[0], try a.bool("keepDim", or: false))
    }
  }
}

extension Arguments {
  /// The dimensions to reduce; nil: all.
  fileprivate func dims() throws -> [Int]? { try optional("dims", ints) }
}
