import ApusAutograd
import ApusTensor

func productsRows(_ table: inout ProofTable) {
  table.topic("Products and decompositions", file: "products")
  table.add(
    "matmul(Tensor)", torch: "torch.matmul(x0, x1)", factors,
    .init(wrong: [
      Wrong("the second factor is not transposed") { $0.isSquare ? $0.g.matmul($0.x(1)) : nil },
      Wrong("the first factor is not transposed", input: 1) {
        $0.isSquare ? $0.x(0).matmul($0.g) : nil
      },
      Wrong("factors exchanged", input: 1) { $0.isSquare ? $0.g.matmul($0.x(0).T) : nil },
    ])
  ) { x, _ in x[0].matmul(x[1]) }
  // Beyond the sizes that go through one block of the kernels; second gradients are products too.
  table.add(
    "matmul(Tensor)", "larger", torch: "torch.matmul(x0, x1)", largeFactors.only(.torch),
    .init(order: 1)
  ) { x, _ in x[0].matmul(x[1]) }
  // A thousand products are added up in another order.
  let (long, tall) = (Input([2, 1030], -1...1), Input([1030, 2], -1...1))
  let (longest, tallest) = (Input([1, 1030], -1...1), Input([1030, 1], -1...1))
  table.add(
    "matmul(Tensor)", "deep", torch: "torch.matmul(x0, x1)",
    [Call(long, tall), Call(longest, tallest, doubles: true)].only(.torch),
    .init(order: 1, tolerance: Tolerance.network)
  ) { x, _ in x[0].matmul(x[1]) }
  table.add("matmul(Tensor)", "with itself", torch: "x0 @ x0", [Call([2, 2])]) { x, _ in
    x[0].matmul(x[0])
  }
  table.add(
    "matmul(Tensor)", "of transposes", torch: "x0.T @ x1.T",
    [Call([3, 2], [4, 3]), Call([70, 130], [260, 70], only: .float32)]
  ) { x, _ in x[0].T.matmul(x[1].T) }
  table.add(
    "matmul(Tensor)", "repeated rows", torch: "x0.expand(2, 3) @ x1", [Call([1, 3], [3, 2])]
  ) { x, _ in x[0].expand(2, 3).matmul(x[1]) }
  decompositions(&table)
}

private let turned = Input([3, 4], .transposed)
private let factors: [Call] = [
  Call([3, 4], [4, 5]), Call([3, 3], [3, 3]), Call([3, 4], [4]), Call([3], [3, 4]), Call([4], [4]),
  Call([2, 3, 4], [2, 4, 5]), Call([2, 1, 3, 4], [3, 4, 2]), Call([2, 3, 4], [4, 5]),
  Call([3, 4], [2, 4, 5]), Call([2, 3, 4], [4]), Call([4], [2, 4, 3]), Call(turned, [4, 5]),
  Call([3, 4], Input([4, 5], .transposed)), Call(turned, Input([4, 5], .transposed)),
  Call(Input([3, 4], .gapped), Input([4, 5], .gapped)),
  Call(Input([2, 3, 4], .transposed), [4, 5]),
  Call(Input([2, 3, 4], .expanded), [2, 4, 5]), Call(Input([3, 4], .expanded), [4, 2]),
  Call([1, 1], [1, 1]), Call([0, 4], [4, 3]), Call([3, 0], [0, 2]), Call([3, 4], [4, 0]),
  Call([0, 3, 4], [4, 2]), Call([200, 300], [300, 150], only: .float32),
  Call([1, 7], [7, 40], only: .torch), Call([40, 7], [7, 1], only: .torch),
]
private let largeFactors: [Call] = [
  Call([17, 33], [33, 19]), Call(Input([17, 33], .transposed), Input([33, 19], .transposed)),
  Call([70, 13], [13, 37]), Call([3, 18, 9], [9, 20]),
]

private func decompositions(_ table: inout ProofTable) {
  table.addSeveral(
    "qr()", torch: "torch.linalg.qr(x0)",
    [
      Call([3, 3]), Call([5, 3]), Call([3, 5]), Call([1, 4]), Call([4, 1]), Call([8, 8]),
      Call(Input([4, 3], .transposed)),
    ], .init(order: 0)
  ) { x, _ in
    let (q, r) = x[0].array.qr()
    return [Tensor(q), Tensor(r)]
  }
  table.add(
    "diagonal()", torch: "x0.diagonal()",
    [Call([3, 3]), Call([2, 4]), Call([4, 2]), Call(Input([3, 4], .transposed))], .init(order: 0)
  ) { x, _ in Tensor(x[0].array.diagonal()) }
}
