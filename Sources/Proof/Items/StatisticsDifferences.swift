import ApusAutograd
import ApusNN
import ApusTensor

extension ItemGroup {
  /// Where float32 is computed in double precision and rounded once, and where a rule would multiply 0 by infinity.
  static let statisticsDifferences = [
    Item(
      "sums of float32",
      remark:
        "sums of float32 are added up in double precision, in long rows sums of four: [1e8, 1, -1e8] gives 1, in PyTorch 0"
    ) { run in try run.compareDifferent(try run.input("x").sum(), "y") },
    Item(
      "var of large float32",
      remark:
        "the variance of [1e7, 1e7 + 1, 1e7 + 3], whose mean float32 does not hold, is right, and so is its gradient"
    ) { run in
      let x = Tensor(try run.input("x"), requiresGrad: true)
      let y = x.var()
      y.backward()
      try run.compareDifferent(y.array, "y")
      try run.compareDifferentGradient(of: x, "d/x", .gradient)
    },
    Item(
      "LayerNorm of large float32",
      remark:
        "the same in LayerNorm: [1e7, 1e7 + 1, 1e7 + 2, 1e7 + 3] is normalised as [0, 1, 2, 3] is"
    ) { run in try run.compareDifferent(LayerNorm(4)(Tensor(try run.input("x"))).array, "y") },
    Item(
      "mean of the largest float32",
      remark: "the mean of three times 3e38 is 3e38, in PyTorch infinite, as the sum is"
    ) { run in try run.compareDifferent(try run.input("x").mean(), "y") },
    Item(
      "logSumExp of large float32",
      remark:
        "the derivative of logSumExp does not suffer from the rounding of its value: at [1e4, 1e4, 9999] PyTorch's is "
        + "wrong in the fourth digit"
    ) { run in
      let x = Tensor(try run.input("x"), requiresGrad: true)
      x.logSumExp(dim: 0).backward()
      try run.compareDifferentGradient(of: x, "d/x", .gradient)
    },
    Item(
      "second derivatives of powers",
      remark:
        "x^e by x and then by e: 0 where x is 0 and e above 1, in PyTorch NaN; 1 / x where e is 0, in PyTorch 0"
    ) { run in
      let x = Tensor(try run.input("x"), requiresGrad: true)
      let e = Tensor(try run.input("e"), requiresGrad: true)
      x.pow(e).sum().grad(wrt: x, createGraph: true).sum().backward()
      try run.compareGradient(of: x, "dd/x", .second)
      try run.compareDifferentGradient(of: e, "dd/e", .second)
    },
    Item(
      "amax under an infinite gradient",
      remark:
        "what is not the largest has no part in it: its derivative is 0, in PyTorch 0 times infinity"
    ) { run in
      let x = Tensor(NDArray([0.0, -1, -2]).to(run.dtype ?? .float64), requiresGrad: true)
      x.amax().sqrt().backward()
      try run.compareDifferentGradient(of: x, "d/x", .gradient)
    },
  ]
}
