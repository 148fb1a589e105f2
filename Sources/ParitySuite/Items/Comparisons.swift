import Autograd
import Tensor

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
      .onArrays("and") { x, _ in x[0].and(x[1]) },
      .onArrays("or") { x, _ in x[0].or(x[1]) },
      .onArrays("not") { x, _ in x[0].not() },
      .onArrays("all") { x, _ in NDArray(scalar: x[0].all()) },
      .onArrays("any") { x, _ in NDArray(scalar: x[0].any()) },
      .operation("allClose") { x, a in
        let isClose = allClose(
          x[0], x[1], rtol: try a.number("rtol"), atol: try a.number("atol"))
        return Tensor(NDArray(scalar: isClose))
      },
    ] + integers)
}
