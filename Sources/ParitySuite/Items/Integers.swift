import ApusAutograd
import ApusTensor

extension ItemGroup {
  /// Arithmetic of integers wraps around; functions of them are float32.
  static let integers: [Item] = [
    .onArrays("integer add") { x, _ in x[0] + x[1] },
    .onArrays("integer subtract") { x, _ in x[0] - x[1] },
    .onArrays("integer multiply") { x, _ in x[0] * x[1] },
    .onArrays("integer divide") { x, _ in x[0] / x[1] },
    .onArrays("integer pow") { x, _ in x[0].pow(x[1]) },
    .onArrays("integer maximum") { x, _ in x[0].maximum(x[1]) },
    .onArrays("integer minimum") { x, _ in x[0].minimum(x[1]) },
    .onArrays("integer negate") { x, _ in -x[0] },
    .onArrays("integer abs") { x, _ in x[0].abs() },
    .onArrays("integer relu") { x, _ in x[0].relu() },
    .onArrays("integer exp") { x, _ in x[0].exp() },
    .onArrays("integer sqrt") { x, _ in x[0].sqrt() },
    .onArrays("integer log") { x, _ in x[0].log() },
    .onArrays("integer sin") { x, _ in x[0].sin() },
    .beside("integer add number") { $0 + $1 },
    .beside("integer multiply number") { $0 * $1 },
    .beside("integer divide number") { $0 / $1 },
    .onArrays("integer clamp") { x, a in
      let bounds = try a.optional("whole", a.ints)
      if let bounds { return x[0].clamp(min: bounds[0], max: bounds[1]) }
      return x[0].clamp(min: try a.number("min"), max: try a.number("max"))
    },
    .onArrays("integer sum") { x, _ in x[0].sum() },
    .operations("integer max") { x, _ in
      let (values, indices) = x[0].array.max(dim: 1)
      return [Tensor(values), Tensor(indices)]
    },
    .operations("integer min") { x, _ in
      let (values, indices) = x[0].array.min(dim: 1)
      return [Tensor(values), Tensor(indices)]
    },
  ]
}

extension Item {
  /// An operation with a number, which Python and Swift take for an integer where it is "whole".
  fileprivate static func beside(
    _ name: String, _ function: @escaping @Sendable (Tensor, Number) -> Tensor
  ) -> Item {
    operation(name) { x, a in
      if let whole = try a.optional("whole", a.int) { return function(x[0], .whole(whole)) }
      return function(x[0], .real(try a.number("number")))
    }
  }
}
