import ApusAutograd
import ApusTensor

extension ItemGroup {
  static let views = ItemGroup(
    "Views, joins and indices", file: "views",
    [
      .operation("reshape") { x, a in x[0].reshape(try a.ints("shape")) },
      .operation("flatten") { x, a in
        try x[0].flatten(a.int("start", or: 0), a.int("end", or: -1))
      },
      .operation("permute") { x, a in x[0].permute(try a.ints("dims")) },
      .operation("permute and reshape") { x, a in
        x[0].permute(try a.ints("dims")).reshape(try a.ints("shape"))
      },
      .operation("transpose") { x, a in try x[0].transpose(a.int("a"), a.int("b")) },
      .operation("T") { x, _ in x[0].T },
      .operation("squeeze") { x, _ in x[0].squeeze() },
      .operation("squeeze dim") { x, a in x[0].squeeze(try a.int("dim")) },
      .operation("unsqueeze") { x, a in x[0].unsqueeze(try a.int("dim")) },
      .operation("expand") { x, a in x[0].expand(try a.ints("shape")) },
      .operation("expandAs") { x, _ in x[0].expandAs(x[1]) },
      .operation("slice") { x, a in try x[0].part(a.indices()) },
      .operation("select") { x, a in try x[0].select(a.int("dim"), a.int("index")) },
      .operation("narrow") { x, a in
        try x[0].narrow(
          a.int("dim"), start: a.int("start"), length: a.int("length"))
      },
      .operation("assign slice") { x, a in
        var array = x[0].array
        array[try a.indices()] = x[1].array
        return Tensor(array)
      },
      .operation("cat") { x, a in try .cat(x, dim: a.int("dim", or: 0)) },
      .operation("stack") { x, a in try .stack(x, dim: a.int("dim", or: 0)) },
      .operation("gather") { x, a in x[0].gather(dim: try a.int("dim"), x[1]) },
      .operation("oneHot") { x, a in Tensor(x[0].array.oneHot(try a.int("classes"))) },
    ])
}

extension Arguments {
  /// An index as the manifest writes it: a number, [from, to, step], "newAxis" or "ellipsis".
  fileprivate func indices() throws -> [IndexKind] {
    try list("index").map { entry in
      switch entry {
      case .text("newAxis"): return .newAxis
      case .text("ellipsis"): return .ellipsis
      case .list(let range) where (2...3).contains(range.count):
        let step = range.count == 3 ? range[2].int ?? 1 : 1
        return .slice(range[0].int ?? 0, range[1].int, step: step)
      default:
        guard let place = entry.int else { throw CaseProblem("has an index \(entry)") }
        return .at(place)
      }
    }
  }
}

extension Tensor {
  /// The subscript takes its indices one by one; no function takes a list of them.
  func part(_ indices: [IndexKind]) throws -> Tensor {
    switch indices.count {
    case 1: return self[indices[0]]
    case 2: return self[indices[0], indices[1]]
    case 3: return self[indices[0], indices[1], indices[2]]
    case 4: return self[indices[0], indices[1], indices[2], indices[3]]
    default: throw CaseProblem("has \(indices.count) indices, of which 1 to 4 are read")
    }
  }
}
