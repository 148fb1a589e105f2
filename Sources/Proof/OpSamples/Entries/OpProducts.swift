import ApusAutograd
import ApusTensor

extension OpTopic {
  static let products = OpTopic(
    title: "Products",
    entries: [
      .op("matmul") { try $0.x.matmul($0.y) },
      .op("__rmatmul__") { try $0.y.matmul($0.x) },
      .op("mm") { try $0.x.matmul($0.y) },
      .op("bmm") { try $0.x.matmul($0.y) },
      .op("bmm.triton_optimized") { try $0.x.matmul($0.y) },
      .op("mv") { try $0.x.matmul($0.y) },
      .op("dot") { try $0.x.dot($0.y) },
      .ops("linalg.qr", withoutGradients: ofArrays, factors),
      .ops("qr", withoutGradients: ofArrays, factors),
    ])

  private static let ofArrays = "qr is of arrays, which have no gradients"

  @Sendable private static func factors(_ sample: OpSample) throws -> [Tensor] {
    try sample.lacking("qr of several matrices at once", if: sample.x.rank != 2)
    let (q, r) = try sample.x.array.qr()
    return [Tensor(q), Tensor(r)]
  }
}
