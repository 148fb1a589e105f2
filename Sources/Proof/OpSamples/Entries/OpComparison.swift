import ApusAutograd
import ApusTensor

extension OpTopic {
  static let comparison = OpTopic(
    title: "Comparison and logic",
    entries: [
      .op("eq") { try $0.x.equal($0.y) },
      .op("ne") { try $0.x.notEqual($0.y) },
      .op("lt") { try $0.x.less($0.y) },
      .op("le") { try $0.x.lessEqual($0.y) },
      .op("gt") { try $0.x.greater($0.y) },
      .op("ge") { try $0.x.greaterEqual($0.y) },
      .op("logical_and") { try $0.x.logicalAnd($0.y) },
      .op("logical_or") { try $0.x.logicalOr($0.y) },
      .op("logical_xor") { try $0.x.logicalXor($0.y) },
      .op("logical_not") { try $0.x.logicalNot() },
      .op("isnan") { try $0.x.isNaN() },
      .op("isinf") { try $0.x.isInf() },
      .op("isfinite") { try $0.x.isFinite() },
      .op("all") { s in
        guard let dims = try s.dims("dim") else { return Tensor(NDArray(scalar: try s.x.all())) }
        return try s.x.all(dims: dims, keepDim: s.bool("keepdim", or: false))
      },
      .op("any") { s in
        guard let dims = try s.dims("dim") else { return Tensor(NDArray(scalar: try s.x.any())) }
        return try s.x.any(dims: dims, keepDim: s.bool("keepdim", or: false))
      },
      .op("allclose") { s in
        let (rtol, atol) = (try s.double("rtol", or: 1e-5), try s.double("atol", or: 1e-8))
        return Tensor(NDArray(scalar: try allClose(s.x, s.y, rtol: rtol, atol: atol)))
      },
    ])
}
