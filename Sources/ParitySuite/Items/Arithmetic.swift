import ApusAutograd
import ApusTensor

extension ItemGroup {
  static let arithmetic = ItemGroup(
    "Arithmetic", file: "arithmetic",
    [
      .operation("add") { x, _ in x[0] + x[1] },
      .operation("subtract") { x, _ in x[0] - x[1] },
      .operation("multiply") { x, _ in x[0] * x[1] },
      .operation("divide") { x, _ in x[0] / x[1] },
      .operation("negate") { x, _ in -x[0] },
      mixed("add mixed types") { $0 + $1 },
      mixed("subtract mixed types") { $0 - $1 },
      mixed("multiply mixed types") { $0 * $1 },
      mixed("divide mixed types") { $0 / $1 },
      .withNumber("add number") { $0 + $1 },
      .withNumber("number add") { $1 + $0 },
      .withNumber("subtract number") { $0 - $1 },
      .withNumber("number subtract") { $1 - $0 },
      .withNumber("multiply number") { $0 * $1 },
      .withNumber("number multiply") { $1 * $0 },
      .withNumber("divide number") { $0 / $1 },
      .withNumber("number divide") { $1 / $0 },
      assigning("add assign") { $0 += $1 },
      assigning("subtract assign") { $0 -= $1 },
      assigning("multiply assign") { $0 *= $1 },
      assigning("divide assign") { $0 /= $1 },
      assigningNumber("add assign number") { $0 += $1 },
      assigningNumber("subtract assign number") { $0 -= $1 },
      assigningNumber("multiply assign number") { $0 *= $1 },
      assigningNumber("divide assign number") { $0 /= $1 },
      .operation("square") { x, _ in x[0].square() },
      .operation("dot") { x, _ in x[0].dot(x[1]) },
      .operation("pow number") { x, a in x[0].pow(try a.number("exponent")) },
      .operation("pow") { x, _ in x[0].pow(x[1]) },
    ])

  private static func mixed(
    _ name: String, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> Item {
    .operation(name) { x, _ in function(x[0], x[1]) }
  }

  private static func assigning(
    _ name: String, _ change: @escaping @Sendable (inout Tensor, Tensor) -> Void
  ) -> Item {
    .operation(name) { x, _ in
      var result = x[0]
      change(&result, x[1])
      return result
    }
  }

  private static func assigningNumber(
    _ name: String, _ change: @escaping @Sendable (inout Tensor, Double) -> Void
  ) -> Item {
    .operation(name) { x, a in
      var result = x[0]
      change(&result, try a.number("number"))
      return result
    }
  }
}
