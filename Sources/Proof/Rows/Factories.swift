import ApusAutograd
import ApusTensor

/// New tensors, which have no inputs.
func factoriesRows(_ table: inout ProofTable) {
  table.topic("Factories", file: "factories")
  let types: [DType] = [.float32, .float64, .int64, .int32, .uint8, .bool]
  func each(_ arguments: [String: Value]..., of chosen: [DType]? = nil) -> [Call] {
    (chosen ?? types).flatMap { dtype in
      arguments.map { Call(with: $0.merging(["dtype": .type(dtype)]) { own, _ in own }) }
    }
  }
  let flat = Row.Options(order: 0)
  let values: [Call] = [
    Call(with: ["shape": [2], "value": -2.5, "dtype": .type(.float64)]),
    Call(with: ["shape": [2], "value": 0.1, "dtype": .type(.float64)]),
    Call(with: ["shape": [], "value": 0.1, "dtype": .type(.float32)]),
  ]
  table.add(
    "full([Int], N, dtype:, requiresGrad:)", torch: "torch.full(shape, value, dtype=dtype)",
    each(["shape": [2, 3], "value": 1.0]) + values, flat
  ) { _, a in .full(a.shape, a.value as Double, dtype: a.dtype) }
  table.add(
    "full([Int], Number, dtype:, requiresGrad:)", torch: "torch.full(shape, 2.5, dtype=dtype)",
    each(["shape": [2]], of: [.float32, .float64]), flat
  ) { _, a in .full(a.shape, 2.5, dtype: a.dtype) }
  table.add(
    "zeros([Int], dtype:, requiresGrad:)", torch: "torch.zeros(shape, dtype=dtype)",
    each(["shape": [2, 0, 3]], ["shape": [2]]), flat
  ) { _, a in .zeros(a.shape, dtype: a.dtype) }
  table.add(
    "zeros(Int..., dtype:, requiresGrad:)", torch: "torch.zeros(2, 3, dtype=dtype)", each([:]), flat
  ) { _, a in .zeros(2, 3, dtype: a.dtype) }
  table.add(
    "ones([Int], dtype:, requiresGrad:)", torch: "torch.ones(shape, dtype=dtype)",
    each(["shape": []], ["shape": [2, 2]]), flat
  ) { _, a in .ones(a.shape, dtype: a.dtype) }
  table.add(
    "ones(Int..., dtype:, requiresGrad:)", torch: "torch.ones(2, 3, dtype=dtype)", each([:]), flat
  ) { _, a in .ones(2, 3, dtype: a.dtype) }
  table.add(
    "eye(Int, Int?, dtype:, requiresGrad:)",
    torch: "torch.eye(n, n if m is None else m, dtype=dtype)",
    each(["n": 3], ["n": 2, "m": 4]), .init(order: 0, defaults: ["m": nil])
  ) { _, a in .eye(a.n, a.m, dtype: a.dtype) }
  ranges(&table, of: types.filter { $0 != .bool })
}

private func ranges(_ table: inout ProofTable, of types: [DType]) {
  let flat = Row.Options(order: 0)
  func each(_ arguments: [String: Value]..., of types: [DType]) -> [Call] {
    types.flatMap { dtype in
      arguments.map { Call(with: $0.merging(["dtype": .type(dtype)]) { own, _ in own }) }
    }
  }
  table.add(
    "arange(N, dtype:, requiresGrad:)", torch: "torch.arange(end, dtype=dtype)",
    each(["end": 5], ["end": 0], of: types), flat
  ) { _, a in .arange(a.end as Int, dtype: a.dtype) }
  table.add(
    "arange(Number, dtype:, requiresGrad:)", torch: "torch.arange(5, dtype=dtype)",
    each([:], of: types), flat
  ) { _, a in .arange(5, dtype: a.dtype) }
  table.add(
    "arange(N, M, step:, dtype:, requiresGrad:)",
    torch: "torch.arange(start, end, step, dtype=dtype)",
    each(
      ["start": 0.0, "end": 1.0, "step": 0.25], ["start": 1.0, "end": 8.0, "step": 2.0],
      ["start": 5.0, "end": -1.0, "step": -1.5], ["start": 0.0, "end": 1.0, "step": 0.1],
      ["start": 2.0, "end": 2.0, "step": 1.0], of: [.float32, .float64]), flat
  ) { _, a in
    .arange(a.start as Double, a.end as Double, step: .real(a.step), dtype: a.dtype)
  }
  table.add(
    "arange(Number, Number, step:, dtype:, requiresGrad:)",
    torch: "torch.arange(1, 8, 2, dtype=dtype)", each([:], of: types), flat
  ) { _, a in .arange(1, 8, step: 2, dtype: a.dtype) }
}
