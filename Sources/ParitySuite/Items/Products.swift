import ApusAutograd
import ApusTensor

extension ItemGroup {
  static let products = ItemGroup(
    "Products, decompositions and factories", file: "products",
    [
      .operation("matmul") { x, _ in x[0].matmul(x[1]) },
      .operation("matmul, larger") { x, _ in x[0].matmul(x[1]) },
      // A thousand products are added up in another order.
      .operation("matmul, deep", tolerance: Tolerance.network) { x, _ in x[0].matmul(x[1]) },
      .operations("qr") { x, _ in
        let (q, r) = x[0].array.qr()
        return [Tensor(q), Tensor(r)]
      },
      .operation("diagonal") { x, _ in Tensor(x[0].array.diagonal()) },
      .operation("full") { _, a in
        .full(try a.ints("shape"), try a.number("value"), dtype: try a.dtype("dtype"))
      },
      .operation("zeros") { _, a in .zeros(try a.ints("shape"), dtype: try a.dtype("dtype")) },
      .operation("ones") { _, a in .ones(try a.ints("shape"), dtype: try a.dtype("dtype")) },
      .operation("eye") { _, a in
        .eye(try a.int("n"), try a.optional("m", a.int), dtype: try a.dtype("dtype"))
      },
      .operation("arange") { _, a in .arange(try a.int("end"), dtype: try a.dtype("dtype")) },
      .operation("arange from to") { _, a in
        .arange(
          try a.number("start"), try a.number("end"), step: try a.number("step"),
          dtype: try a.dtype("dtype"))
      },
    ] + graphs)

  /// Several steps, values used more than once, and gradients that meet again.
  private static let graphs: [Item] = [
    .operation("graph: shared values") { x, _ in
      let y = x[0] * x[0]
      return y * x[0].sin() + y.exp() / (1 + y)
    },
    .operation("graph: network") { x, _ in
      (x[0].matmul(x[1].T) + x[2]).tanh().matmul(x[3].T).tanh().sum(dim: 1)
    },
    .operation("graph: attention") { x, _ in
      (x[0].matmul(x[1].transpose(-1, -2)) / 2).softmax(dim: -1).matmul(x[2])
    },
    .operation("graph: normalisation") { x, _ in
      (x[0] - x[0].mean(dim: 0)) / (x[0].var(dim: 0, correction: 0) + 1e-5).sqrt()
    },
    .operation("graph: cross entropy") { x, _ in
      -x[0].logSoftmax(dim: 1).gather(dim: 1, x[1].unsqueeze(1)).mean()
    },
    .operation("graph: recurrence") { x, _ in
      let (input, weight) = (x[0], x[1])
      let start = Tensor.zeros([input.shape[1], weight.shape[0]], dtype: input.dtype)
      return (0..<input.shape[0]).reduce(start) { h, t in (input[t] + h.matmul(weight)).tanh() }
    },
    .operation("graph: pieces") { x, _ in
      let swapped = Tensor.cat([x[0][0..., 1...], x[0][0..., 0..<1] * 2], dim: 1)
      return swapped.permute(1, 0).reshape(3, -1) * x[0].max()
    },
  ]
}
