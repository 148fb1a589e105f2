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
      onArrays("and") { x, _ in x[0].and(x[1]) },
      onArrays("or") { x, _ in x[0].or(x[1]) },
      onArrays("not") { x, _ in x[0].not() },
      onArrays("all") { x, _ in NDArray(scalar: x[0].all()) },
      onArrays("any") { x, _ in NDArray(scalar: x[0].any()) },
      .operation("allClose") { x, a in
        let isClose = allClose(
          x[0], x[1], rtol: try a.number("rtol"), atol: try a.number("atol"))
        return Tensor(NDArray(scalar: isClose))
      },
    ] + integers)

  /// Arithmetic of integers wraps around; functions of them are float32.
  private static let integers: [Item] = [
    onArrays("integer add") { x, _ in x[0] + x[1] },
    onArrays("integer subtract") { x, _ in x[0] - x[1] },
    onArrays("integer multiply") { x, _ in x[0] * x[1] },
    onArrays("integer divide") { x, _ in x[0] / x[1] },
    onArrays("integer pow") { x, _ in x[0].pow(x[1]) },
    onArrays("integer maximum") { x, _ in x[0].maximum(x[1]) },
    onArrays("integer minimum") { x, _ in x[0].minimum(x[1]) },
    onArrays("integer negate") { x, _ in -x[0] },
    onArrays("integer abs") { x, _ in x[0].abs() },
    onArrays("integer relu") { x, _ in x[0].relu() },
    onArrays("integer exp") { x, _ in x[0].exp() },
    onArrays("integer sqrt") { x, _ in x[0].sqrt() },
    onArrays("integer log") { x, _ in x[0].log() },
    onArrays("integer sin") { x, _ in x[0].sin() },
    .withNumber("integer add number") { $0 + $1 },
    .withNumber("integer multiply number") { $0 * $1 },
    .withNumber("integer divide number") { $0 / $1 },
    onArrays("integer clamp") { x, a in
      x[0].clamp(min: try a.number("min"), max: try a.number("max"))
    },
    onArrays("integer sum") { x, _ in x[0].sum() },
    .operations("integer max") { x, _ in
      let (values, indices) = x[0].array.max(dim: 1)
      return [Tensor(values), Tensor(indices)]
    },
    .operations("integer min") { x, _ in
      let (values, indices) = x[0].array.min(dim: 1)
      return [Tensor(values), Tensor(indices)]
    },
  ]

  private static func onArrays(
    _ name: String, _ function: @escaping @Sendable ([NDArray], Arguments) throws -> NDArray
  ) -> Item {
    .operation(name) { x, a in Tensor(try function(x.map(\.array), a)) }
  }
}
