import ApusAutograd
import ApusNN
import ApusTensor

extension ItemGroup {
  static let weights = ItemGroup(
    "Initial weights", file: "weights",
    [
      initial("Init.uniform") { a, shape, dtype in
        Init.uniform(
          shape, from: try a.number("from"), to: try a.number("to"), dtype: dtype)
      },
      initial(
        "Init.normal", tolerance: normal(std: 2, largest: 8), remark: fused
      ) { a, shape, dtype in
        Init.normal(
          shape, mean: try a.number("mean"), std: try a.number("std"), dtype: dtype)
      },
      initial("Init.kaimingUniform") { a, shape, dtype in
        Init.kaimingUniform(shape, a: try a.number("a"), dtype: dtype)
      },
      initial("Init.xavierUniform") { a, shape, dtype in
        Init.xavierUniform(shape, gain: try a.number("gain"), dtype: dtype)
      },
      initial(
        "Init.orthogonal", tolerance: orthogonal,
        remark: "a QR decomposition of normal numbers: within 6e-7 in float32 and 2e-15 in float64"
      ) { a, shape, dtype in
        Init.orthogonal(shape, gain: try a.number("gain"), dtype: dtype)
      },
    ])

  /// By OpenBLAS' kernels for five processors it is off by up to 4e-7 and 1.1e-15.
  private static let orthogonal: ToleranceOfType = { dtype in
    Tolerance(rtol: 0, atol: dtype == .float32 ? 6e-7 : 2e-15)
  }

  private static func initial(
    _ name: String, tolerance: @escaping ToleranceOfType = Tolerance.exact, remark: String? = nil,
    _ make: @escaping @Sendable (Arguments, [Int], DType) throws -> Tensor
  ) -> Item {
    Item(name, drawsFromDefault: true, tolerance: tolerance, remark: remark) { run in
      let shape = try run.arguments.ints("shape")
      try run.compareDraws(from: .default) {
        try make(run.arguments, shape, run.dtype ?? .float32).array
      }
    }
  }
}
