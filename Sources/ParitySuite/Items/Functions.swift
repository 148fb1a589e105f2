import ApusAutograd
import ApusTensor

extension ItemGroup {
  static let functions = ItemGroup(
    "Functions", file: "functions",
    [
      .operation("exp") { x, _ in x[0].exp() },
      .operation("log") { x, _ in x[0].log() },
      .operation("log1p") { x, _ in x[0].log1p() },
      .operation("sin") { x, _ in x[0].sin() },
      .operation("cos") { x, _ in x[0].cos() },
      .operation("sqrt") { x, _ in x[0].sqrt() },
      .operation("tanh") { x, _ in x[0].tanh() },
      .operation("sigmoid") { x, _ in x[0].sigmoid() },
      .operation("relu") { x, _ in x[0].relu() },
      .operation("abs") { x, _ in x[0].abs() },
      .operation("clamp") { x, a in
        x[0].clamp(
          min: try a.number("min", or: -.infinity), max: try a.number("max", or: .infinity))
      },
      .operation("maximum") { x, _ in x[0].maximum(x[1]) },
      .operation("minimum") { x, _ in x[0].minimum(x[1]) },
      .operation("where") { x, _ in x[0].where(x[1], else: x[2]) },
      .operation("to") { x, a in x[0].to(try a.dtype("dtype")) },
      .operation("convert") { x, a in Tensor(x[0].array.to(try a.dtype("dtype"))) },
      .operation("floor") { x, _ in x[0].floor() },
      .operation("sign") { x, _ in x[0].sign() },
      .operation("isNaN") { x, _ in x[0].isNaN() },
      .operation("isInf") { x, _ in x[0].isInf() },
      .operation("isFinite") { x, _ in x[0].isFinite() },
      .operation("size") { x, a in Tensor(NDArray(scalar: x[0].size(try a.int("dim")))) },
      .operation("contiguous") { x, _ in x[0].contiguous() },
      .operation("detach") { x, _ in x[0].detach() * x[0] },
      .operation("zerosLike") { x, _ in .zerosLike(x[0]) },
      .operation("onesLike") { x, _ in .onesLike(x[0]) },
    ])
}
