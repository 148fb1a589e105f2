import ApusAutograd
import ApusTensor

let viewCases: [GradCase] = [
  GradCase("reshape([Int])", [[2, 6]]) { $0[0].reshape([3, 4]) },
  GradCase("reshape([Int])", "to 0-d", [[1, 1]]) { $0[0].reshape([]) },
  GradCase("reshape([Int])", "of 0-d", [[]]) { $0[0].reshape([1, 1]) },
  GradCase("reshape([Int])", "empty", [[0, 3]]) { $0[0].reshape([3, 0, 2]) },
  GradCase("flatten(Int, Int)", [[2, 3, 2]]) { $0[0].flatten() },
  GradCase("flatten(Int, Int)", "from dim 1", [[2, 3, 2]]) { $0[0].flatten(1) },
  GradCase("flatten(Int, Int)", "0-d", [[]]) { $0[0].flatten() },
  GradCase("flatten(Int, Int)", "empty", [[2, 0]]) { $0[0].flatten() },
  GradCase("unsqueeze(Int)", [[2, 3]]) { $0[0].unsqueeze(-1) },
  GradCase("unsqueeze(Int)", "0-d", [[]]) { $0[0].unsqueeze(0) },
  GradCase("unsqueeze(Int)", "empty", [[0, 2]]) { $0[0].unsqueeze(1) },
  GradCase("squeeze(Int)", [[2, 1, 3]]) { $0[0].squeeze(1) },
  GradCase("squeeze(Int)", "nothing to drop", [[2, 3]]) { $0[0].squeeze(-1) },
  GradCase("squeeze(Int)", "to 0-d", [[1]]) { $0[0].squeeze(0) },
  GradCase("squeeze(Int)", "0-d", [[]]) { $0[0].squeeze(0) },
  GradCase("squeeze(Int)", "empty", [[1, 0]]) { $0[0].squeeze(0) },
  GradCase("squeeze()", [[1, 3, 1, 2]]) { $0[0].squeeze() },
  GradCase("squeeze()", "0-d", [[]]) { $0[0].squeeze() },
  GradCase("squeeze()", "empty", [[1, 0]]) { $0[0].squeeze() },
  GradCase("permute([Int])", [[2, 3, 4]]) { $0[0].permute([2, 0, 1]) },
  GradCase("permute([Int])", "a cube", [[2, 2, 2]]) { $0[0].permute([2, 0, 1]) },
  GradCase("permute([Int])", "0-d", [[]]) { $0[0].permute([]) },
  GradCase("permute([Int])", "empty", [[2, 0, 3]]) { $0[0].permute([2, 0, 1]) },
  GradCase("transpose(Int, Int)", [[2, 3, 4]]) { $0[0].transpose(0, -1) },
  GradCase("transpose(Int, Int)", "twice", [[2, 3]]) { $0[0].transpose(0, 1).transpose(1, 0) * 2 },
  GradCase("transpose(Int, Int)", "a square", [[3, 3]]) { $0[0].transpose(0, 1) },
  GradCase("transpose(Int, Int)", "empty", [[0, 3]]) { $0[0].transpose(0, 1) },
  GradCase("T", [[2, 3]]) { $0[0].T },
  GradCase("T", "a square", [[3, 3]]) { $0[0].T },
  GradCase("T", "empty", [[3, 0]]) { $0[0].T },
  GradCase("expand([Int])", [[3, 1]]) { $0[0].expand([2, 3, 4]) },
  GradCase("expand([Int])", "to nothing", [[1, 3]]) { $0[0].expand([0, 3]) },
  GradCase("expand([Int])", "of nothing", [[1, 0]]) { $0[0].expand([3, 0]) },
  GradCase("expand([Int])", "0-d", [[]]) { $0[0].expand([2, 2]) },
]

let sliceCases: [GradCase] = [
  GradCase("subscript(indices:)", "integer", [[3, 4]]) { $0[0][1] },
  GradCase("subscript(indices:)", "to 0-d", [[3, 4]]) { $0[0][-1, 2] },
  GradCase("subscript(indices:)", "ranges", [[3, 4]]) { $0[0][1..., 1..<3] },
  GradCase("subscript(indices:)", "negative bounds", [[3, 4]]) { $0[0][..<(-1), (-2)...] },
  GradCase("subscript(indices:)", "steps", [[3, 5]]) { $0[0][.slice(step: 2), .slice(1, step: 2)] },
  GradCase("subscript(indices:)", "new axis, ellipsis", [[2, 3, 2]]) {
    $0[0][.newAxis, .ellipsis, 1]
  },
  GradCase("subscript(indices:)", "empty part", [[3, 4]]) { $0[0][3...] },
  GradCase("subscript(indices:)", "of nothing", [[0, 4]]) { $0[0][0..., 1] },
  GradCase("subscript(indices:)", "0-d", [[]]) { $0[0][.newAxis] },
  GradCase("subscript(indices:)", "overlapping parts", [[4]]) { $0[0][1...] * $0[0][..<3] },
]

let joinCases: [GradCase] = [
  GradCase("cat([Tensor], dim:)", [[2, 3], [1, 3]]) { .cat($0) },
  GradCase("cat([Tensor], dim:)", "last dim, three", [[2, 3], [2, 1], [2, 2]]) {
    .cat($0, dim: -1)
  },
  GradCase("cat([Tensor], dim:)", "of one size", [[2, 3], [2, 3]]) { .cat($0, dim: 1) },
  GradCase("cat([Tensor], dim:)", "with an empty one", [[2, 3], [0, 3]]) { .cat($0) },
  GradCase("cat([Tensor], dim:)", "the same twice", [[2, 3]]) { .cat([$0[0], $0[0] * $0[0]]) },
  GradCase("stack([Tensor], dim:)", [[2, 3], [2, 3]]) { .stack($0) },
  GradCase("stack([Tensor], dim:)", "last dim", [[2, 3], [2, 3]]) { .stack($0, dim: -1) },
  GradCase("stack([Tensor], dim:)", "0-d", [[], [], []]) { .stack($0) },
  GradCase("stack([Tensor], dim:)", "empty", [[0, 3], [0, 3]]) { .stack($0) },
]
