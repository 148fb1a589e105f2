import Autograd
import FoundationEssentials
import Tensor
import TestSupport
import Testing

/// Values and gradients are PyTorch's: Tests/Fixtures/ops.safetensors.
@Suite struct OpFixtureTests {
  /// PyTorch's operations, each by its name in the fixture.
  static let operations: [String: @Sendable ([Tensor]) -> Tensor] = elementwise.merging(
    reductions.merging(views.merging(products) { $1 }) { $1 }
  ) { $1 }

  /// What Apus has no function for.
  static let absent: Set<String> = [
    "erf", "prod", "prod_dim1", "cumsum_dim1", "repeat", "flip", "roll", "index_select", "pad",
    "tril",
    "diagonal",
  ]

  private static let elementwise: [String: @Sendable ([Tensor]) -> Tensor] = [
    "add": { $0[0] + $0[1] }, "add_broadcast_row": { $0[0] + $0[1] },
    "add_broadcast_column": { $0[0] + $0[1] }, "add_broadcast_outer": { $0[0] + $0[1] },
    "add_broadcast_scalar": { $0[0] + $0[1] }, "sub_broadcast": { $0[0] - $0[1] },
    "mul": { $0[0] * $0[1] }, "mul_broadcast": { $0[0] * $0[1] }, "div": { $0[0] / $0[1] },
    "div_broadcast": { $0[0] / $0[1] }, "pow": { $0[0].pow($0[1]) },
    "maximum": { $0[0].maximum($0[1]) }, "minimum": { $0[0].minimum($0[1]) },
    "maximum_ties": { $0[0].maximum($0[1]) }, "where": { $0[1].where($0[0], else: $0[2]) },
    "masked_fill": { Tensor(scalar: -1.5, dtype: $0[0].dtype).where($0[1], else: $0[0]) },
    "neg": { -$0[0] }, "abs": { $0[0].abs() }, "exp": { $0[0].exp() },
    "expm1": { $0[0].exp() - 1 }, "log": { $0[0].log() }, "log1p": { $0[0].log1p() },
    "sqrt": { $0[0].sqrt() }, "rsqrt": { 1 / $0[0].sqrt() }, "square": { $0[0].square() },
    "reciprocal": { 1 / $0[0] }, "sin": { $0[0].sin() }, "cos": { $0[0].cos() },
    "tanh": { $0[0].tanh() }, "sigmoid": { $0[0].sigmoid() }, "relu": { $0[0].relu() },
    "softplus": { $0[0].relu() + (-$0[0].abs()).exp().log1p() }, "pow_3": { $0[0].pow(3) },
    "pow_half": { $0[0].pow(0.5) }, "add_number": { $0[0] + 2.5 },
    "number_sub": { 2.5 - $0[0] }, "number_div": { 2.5 / $0[0] },
    "clamp": { $0[0].clamp(min: -1, max: 1) },
  ]

  private static let reductions: [String: @Sendable ([Tensor]) -> Tensor] = [
    "sum": { $0[0].sum() }, "sum_dim1": { $0[0].sum(dim: 1) },
    "sum_dims_keep": { $0[0].sum(dims: [0, 2], keepDim: true) }, "mean": { $0[0].mean() },
    "mean_dim_last": { $0[0].mean(dim: -1) }, "var": { $0[0].var() },
    "var_dim1": { $0[0].var(dims: [1]) },
    "var_biased_dim1": { $0[0].var(dims: [1], correction: 0) },
    "std": { $0[0].std() }, "std_dim0_keep": { $0[0].std(dims: [0], keepDim: true) },
    "max": { $0[0].max() }, "max_ties": { $0[0].max() },
    "max_dim1_ties": { $0[0].max(dim: 1).values }, "min_dim0": { $0[0].min(dim: 0).values },
    "amax_dim1_ties": { $0[0].amax(dims: [1]) }, "logsumexp_dim1": { $0[0].logSumExp(dim: 1) },
    "norm": { $0[0].square().sum().sqrt() }, "log_softmax": { $0[0].logSoftmax(dim: 1) },
    "softmax": { $0[0].softmax(dim: 1) },
  ]

  private static let views: [String: @Sendable ([Tensor]) -> Tensor] = [
    "reshape": { $0[0].reshape(4, 6) }, "reshape_minus_one": { $0[0].reshape(3, -1) },
    "flatten_1": { $0[0].flatten(1) }, "permute": { $0[0].permute(2, 0, 1) },
    "transpose": { $0[0].transpose(0, 2) }, "t": { $0[0].T },
    "permute_then_reshape": { $0[0].permute(2, 0, 1).reshape(4, 6) },
    "squeeze": { $0[0].squeeze() }, "unsqueeze": { $0[0].unsqueeze(1) },
    "expand": { $0[0].expand(2, 3, 4) }, "select": { $0[0][1] }, "slice": { $0[0][0..., 1..<3] },
    "slice_step": { $0[0][0..., .slice(step: 2)] },
    "narrow": { $0[0].narrow(2, start: 1, length: 2) }, "cat_dim1": { .cat($0, dim: 1) },
    "stack_dim1": { .stack($0, dim: 1) }, "gather": { $0[0].gather(dim: 0, $0[1]) },
  ]

  private static let products: [String: @Sendable ([Tensor]) -> Tensor] = [
    "matmul_mm": { $0[0].matmul($0[1]) }, "matmul_mv": { $0[0].matmul($0[1]) },
    "matmul_vm": { $0[0].matmul($0[1]) }, "matmul_dot": { $0[0].matmul($0[1]) },
    "matmul_batched": { $0[0].matmul($0[1]) }, "matmul_batch_broadcast": { $0[0].matmul($0[1]) },
    "matmul_batch_matrix": { $0[0].matmul($0[1]) },
    "matmul_transposed": { $0[0].T.matmul($0[1].T) },
    "einsum_outer": { $0[0].unsqueeze(1) * $0[1] },
  ]

  private static let expected = (try? fixture("ops")) ?? [:]

  @Test func everyOperationOfTheFixtureIsKnown() throws {
    let names = try JSONDecoder().decode(
      [String].self, from: Data(fixtureMetadata("ops")["names"]!.utf8))
    let known = Set(OpFixtureTests.operations.keys).union(OpFixtureTests.absent)
    #expect(Set(names).subtracting(known).sorted() == [])
    #expect(known.subtracting(names).sorted() == [])
  }

  @Test(arguments: operations.keys.sorted(), ["f32", "f64"])
  func valuesAndGradients(name: String, type: String) {
    func stored(_ key: String) -> NDArray? { OpFixtureTests.expected["\(name)/\(type)/\(key)"] }
    // Float32 functions are within 3 ulp on both sides; sums and products of a few add to that.
    let tolerance = type == "f32" ? 2e-6 : 1e-14
    let inputs = (0...).lazy.map { stored("x\($0)") }.prefix { $0 != nil }.map { array in
      Tensor(array!, requiresGrad: array!.dtype.isFloatingPoint)
    }
    let tensors = Array(inputs)
    let result = OpFixtureTests.operations[name]!(tensors)
    #expect(difference(result.array, stored("y"), rtol: tolerance, atol: tolerance) == nil)
    result.backward(gradient: Tensor(stored("g")!))
    for (k, tensor) in tensors.enumerated() where tensor.requiresGrad {
      #expect(
        difference(tensor.grad!.array, stored("d\(k)"), rtol: tolerance, atol: tolerance) == nil)
    }
  }
}
