import ApusAutograd
import ApusTensor

extension OpTopic {
  static let factories = OpTopic(
    title: "Factories",
    entries: [
      .op("zeros") { try .zeros($0.ints(0), dtype: $0.dtype("dtype") ?? .float32) },
      .op("ones") { try .ones($0.ints(0), dtype: $0.dtype("dtype") ?? .float32) },
      .op("full") { try .full($0.ints(0), $0.number(1), dtype: $0.dtype("dtype") ?? .float32) },
      .op("zeros_like") { s in
        try s.lacking("zerosLike in another type", if: s.has("dtype"))
        return try .zerosLike(s.x)
      },
      .op("ones_like") { s in
        try s.lacking("onesLike in another type", if: s.has("dtype"))
        return try .onesLike(s.x)
      },
      .op("full_like") { s in
        try .full(s.x.shape, s.number(1), dtype: s.dtype("dtype") ?? s.x.dtype)
      },
      .op("arange") { s in
        let dtype = try s.dtype("dtype")
        if s.has(2) {
          return try .arange(s.number(0), s.number(1), step: s.number(2), dtype: dtype)
        }
        if s.has(1) { return try .arange(s.number(0), s.number(1), dtype: dtype) }
        if s.has("end") { return try .arange(s.number(0), s.number("end"), dtype: dtype) }
        return try .arange(s.number(0), dtype: dtype)
      },
      .op("eye") { s in
        try .eye(
          s.int(0), s.has(1) ? s.int(1) : nil, dtype: s.dtype("dtype") ?? .float32,
          requiresGrad: s.bool("requires_grad", or: false))
      },
    ])
}
