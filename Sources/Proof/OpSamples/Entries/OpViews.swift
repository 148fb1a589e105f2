import ApusAutograd
import ApusTensor

extension OpTopic {
  static let views = OpTopic(
    title: "Views",
    entries: [
      .op("reshape") { try $0.x.reshape($0.ints(1)) },
      .op("view") { try $0.x.reshape($0.ints(1)) },
      .op("flatten") { s in
        s.has("start_dim")
          ? try s.x.flatten(s.int("start_dim"), s.int("end_dim")) : try s.x.flatten()
      },
      .op("unsqueeze") { try $0.x.unsqueeze($0.int(1)) },
      .op("squeeze") { try $0.has(1) ? $0.x.squeeze($0.int(1)) : $0.x.squeeze() },
      .op("squeeze.multiple") { s in
        let dims = try s.ints(1)
        try s.lacking("squeeze of several dimensions, or of none", if: dims.count != 1)
        return try s.x.squeeze(dims[0])
      },
      .op("permute") { try $0.x.permute($0.ints(1)) },
      .op("transpose") { try $0.x.transpose($0.int(1), $0.int(2)) },
      .op("t") { s in
        try s.different("T is of matrices alone", if: s.x.rank != 2)
        return try s.x.T
      },
      .op("T") { try $0.x.T },
      .op("expand") { try $0.x.expand($0.ints(1)) },
      .op("expand_as") { try $0.x.expandAs($0.y) },
      .op("contiguous") { try $0.x.contiguous() },
      .op("narrow") { s in
        let start = try s.isTensor(2) ? Int(s.tensor(2).item()) : s.int(2)
        return try s.x.narrow(s.int(1), start: start, length: s.int(3))
      },
      .op("select") { try $0.x.select($0.int(1), $0.int(2)) },
      .op("cat") { try Tensor.cat($0.joined(), dim: $0.joinedDim()) },
      .op("stack") { try Tensor.stack($0.tensors(0), dim: $0.joinedDim()) },
    ])

  static let indexing = OpTopic(
    title: "Indexing",
    entries: [
      .op("__getitem__") { s in
        try s.lacking("subscripts that are tensors", if: s.isTensor(1))
        let subscripts = try s.argument(1)
        let items = if case .tuple(let items) = subscripts { items } else { [subscripts] }
        return try s.x.part(items.map { try $0.index(of: s) })
      },
      .op("gather") { s in
        let indices = try s.tensor(2)
        try s.different(
          "indices have as many dimensions as the input, also where they are empty",
          if: s.hasOtherRank(indices))
        return try s.x.gather(dim: s.int(1), indices)
      },
      .op("scatter_add") { s in
        let indices = try s.tensor(2)
        try s.different(
          "indices have as many dimensions as the input, also where they are empty",
          if: s.hasOtherRank(indices))
        return try s.x.scatterAdd(dim: s.int(1), indices, s.tensor(3))
      },
      .op("index_select") { try $0.x.indexSelect(dim: $0.int(1), $0.tensor(2)) },
      .op("nn.functional.one_hot") { s in
        let classes = try s.int("num_classes")
        try s.lacking("oneHot that counts the classes itself", if: classes < 0)
        return try Tensor(s.x.array.oneHot(classes))
      },
    ])
}

extension OpSample {
  /// The dimension stands behind the tensors or has its name.
  fileprivate func joinedDim() throws -> Int {
    has(1) ? try int(1) : has("dim") ? try int("dim") : 0
  }

  /// A scalar passes as a vector of one.
  fileprivate func hasOtherRank(_ indices: Tensor) throws -> Bool {
    try max(indices.rank, 1) != max(x.rank, 1)
  }

  fileprivate func joined() throws -> [Tensor] {
    let tensors = try tensors(0)
    let ranks = Set(tensors.map(\.rank))
    try different("cat does not leave out empty vectors", if: ranks.count > 1)
    return tensors
  }
}

extension OpArgument {
  fileprivate func index(of sample: OpSample) throws -> IndexKind {
    switch self {
    case .whole(let index): return .at(index)
    case .slice(let from, let to, let step): return .slice(from ?? 0, to, step: step ?? 1)
    case .ellipsis: return .ellipsis
    case .none: return .newAxis
    default:
      try sample.lacking("subscripts that are lists")
      throw CaseProblem("has no subscript")
    }
  }
}

extension Tensor {
  /// The subscript takes its indices one by one; no function takes a list of them.
  fileprivate func part(_ indices: [IndexKind]) throws -> Tensor {
    switch indices.count {
    case 1: return self[indices[0]]
    case 2: return self[indices[0], indices[1]]
    case 3: return self[indices[0], indices[1], indices[2]]
    case 4: return self[indices[0], indices[1], indices[2], indices[3]]
    default: throw CaseProblem("has \(indices.count) indices, of which 1 to 4 are read")
    }
  }
}
