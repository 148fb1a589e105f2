import ApusAutograd
import ApusTensor

extension ItemGroup {
  static let comparisons = ItemGroup(
    "Comparisons, truth values and integers", file: "comparisons",
    [
      .operation("equal") { x, _ in x[0].equal(x[1]) },
      .operation("notEqual") { x, _ in x[0].notEqual(x[1]) },
      .operation("less") { x, _ in x[0].less(x[1]) },
      .operation("lessEqual") { x, _ in x[0].lessEqual(x[1]) },
      .operation("greater") { x, _ in x[0].greater(x[1]) },
      .operation("greaterEqual") { x, _ in x[0].greaterEqual(x[1]) },
      .withNumber("equal number") { $0.equal($1) },
      .withNumber("notEqual number") { $0.notEqual($1) },
      .withNumber("less number") { $0.less($1) },
      .withNumber("lessEqual number") { $0.lessEqual($1) },
      .withNumber("greater number") { $0.greater($1) },
      .withNumber("greaterEqual number") { $0.greaterEqual($1) },
      .operation("logicalAnd") { x, _ in x[0].logicalAnd(x[1]) },
      .operation("logicalOr") { x, _ in x[0].logicalOr(x[1]) },
      .operation("logicalXor") { x, _ in x[0].logicalXor(x[1]) },
      .operation("logicalNot") { x, _ in x[0].logicalNot() },
      .operation("all") { x, _ in Tensor(NDArray(scalar: x[0].all())) },
      .operation("any") { x, _ in Tensor(NDArray(scalar: x[0].any())) },
      .operation("all of dims") { x, a in
        x[0].all(dims: try a.ints("dims"), keepDim: try a.bool("keepDim", or: false))
      },
      .operation("any of dims") { x, a in
        x[0].any(dims: try a.ints("dims"), keepDim: try a.bool("keepDim", or: false))
      },
      .operation("all of one dim") { x, a in
        x[0].all(dim: try a.int("dim"), keepDim: try a.bool("keepDim", or: false))
      },
      .operation("any of one dim") { x, a in
        x[0].any(dim: try a.int("dim"), keepDim: try a.bool("keepDim", or: false))
      },
      .operation("allClose") { x, a in
        let isClose = allClose(
          x[0], x[1], rtol: try a.number("rtol"), atol: try a.number("atol"))
        return Tensor(NDArray(scalar: isClose))
      },
    ] + integers)
}
