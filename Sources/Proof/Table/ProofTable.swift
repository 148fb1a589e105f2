import ApusAutograd
import ApusNN
import ApusTensor

/// Everything that is proven, topic by topic.
package struct ProofTable: Sendable {
  /// Rows whose numbers of PyTorch lie in one file.
  package struct Topic: Sendable {
    package let title: String
    package let file: String
    package internal(set) var rows: [Row] = []
  }

  package private(set) var topics: [Topic] = []
  package var rows: [Row] { topics.flatMap(\.rows) }

  /// Where the rows that follow belong.
  mutating func topic(_ title: String, file: String) {
    topics.append(Topic(title: title, file: file))
  }

  mutating func add(_ row: Row) { topics[topics.count - 1].rows.append(row) }

  /// A function of tensors with several results.
  mutating func addSeveral(
    _ name: String, _ remark: String = "", _ kind: Row.Kind = .primitive, torch: String?,
    _ calls: [Call], _ options: Row.Options = .init(),
    _ function: @escaping @Sendable ([Tensor], Values) -> [Tensor]
  ) {
    add(
      Row(
        name: name, remark: remark, kind: kind,
        torch: torch.map { Row.Torch(module: nil, value: $0) },
        calls: ProofTable.completed(calls, options, isCompared: torch != nil),
        options: options, function: .of(function)))
  }

  /// A function of tensors.
  mutating func add(
    _ name: String, _ remark: String = "", _ kind: Row.Kind = .primitive, torch: String?,
    _ calls: [Call], _ options: Row.Options = .init(),
    _ function: @escaping @Sendable ([Tensor], Values) -> Tensor
  ) {
    addSeveral(name, remark, kind, torch: torch, calls, options) { x, a in [function(x, a)] }
  }

  /// With arguments for which a call has none; beside PyTorch one call has doubles without being asked for.
  private static func completed(
    _ calls: [Call], _ options: Row.Options, isCompared: Bool
  ) -> [Call] {
    var all = calls.map { $0.completed(by: options.defaults) }
    if isCompared && !all.contains(where: \.isOfDoubles),
      let call = all.first(where: \.drawsDoubles)
    {
      all.append(call.withDoubles())
    }
    return all
  }

  /// A module that `make` makes, whose parameters get other values.
  mutating func module<M: Module>(
    _ kind: Row.Kind, _ remark: String = "", torch: String?, value: String = "m(x0)",
    _ calls: [Call], _ options: Row.Options = .init(),
    make: @escaping @Sendable (Values, DType) -> M,
    run: @escaping @Sendable (M, [Tensor], Values) -> [Tensor]
  ) {
    var options = options
    options.tolerance = Tolerance.network
    add(
      Row(
        name: "\(M.self)", remark: remark, kind: kind,
        torch: torch.map { Row.Torch(module: $0, value: value) },
        calls: ProofTable.completed(calls, options, isCompared: torch != nil), options: options,
        function: .module(make: make) { module, x, a in run(module as! M, x, a) }))
  }

  /// A layer of one tensor.
  mutating func layer<L: Layer>(
    _ remark: String = "", torch: String, _ calls: [Call], _ options: Row.Options = .init(),
    _ make: @escaping @Sendable (Values, DType) -> L
  ) {
    module(.layer, remark, torch: torch, calls, options, make: make) { layer, x, _ in
      [layer(x[0])]
    }
  }
}
