import Autograd
import Tensor

let viewCases: [OpCase] = [
  OpCase("reshape([Int])", [[2, 6]]) { $0[0].reshape([3, 4]) },
  OpCase("reshape([Int])", "to 0-d", [[1, 1]]) { $0[0].reshape([]) },
  OpCase("reshape(Int...)", [[2, 6]]) { $0[0].reshape(4, -1) },
  OpCase("reshape(Int...)", "of a transpose", [[2, 6]]) { $0[0].T.reshape(4, 3) },
  OpCase("reshape(Int...)", "empty", [[0, 3]]) { $0[0].reshape(3, 0, 2) },
  OpCase("flatten(Int, Int)", [[2, 3, 2]]) { $0[0].flatten() },
  OpCase("flatten(Int, Int)", "from dim 1", [[2, 3, 2]]) { $0[0].flatten(1) },
  OpCase("flatten(Int, Int)", "0-d", [[]]) { $0[0].flatten() },
  OpCase("unsqueeze(Int)", [[2, 3]]) { $0[0].unsqueeze(-1) },
  OpCase("squeeze(Int)", [[2, 1, 3]]) { $0[0].squeeze(1) },
  OpCase("squeeze(Int)", "nothing to drop", [[2, 3]]) { $0[0].squeeze(-1) },
  OpCase("squeeze()", [[1, 3, 1, 2]]) { $0[0].squeeze() },
  OpCase("permute([Int])", [[2, 3, 4]]) { $0[0].permute([2, 0, 1]) },
  OpCase("permute(Int...)", [[2, 3, 4]]) { $0[0].permute(-1, 0, 1) },
  OpCase("transpose(Int, Int)", [[2, 3, 4]]) { $0[0].transpose(0, -1) },
  OpCase("transpose(Int, Int)", "twice", [[2, 3]]) { $0[0].transpose(0, 1).transpose(1, 0) * 2 },
  OpCase("T", [[2, 3]]) { $0[0].T },
  OpCase("expand([Int])", [[3, 1]]) { $0[0].expand([2, 3, 4]) },
  OpCase("expand([Int])", "to nothing", [[1, 3]]) { $0[0].expand([0, 3]) },
  OpCase("expand(Int...)", [[3, 1]]) { $0[0].expand(-1, 2) },
  OpCase("expand(Int...)", "0-d", [[]]) { $0[0].expand(2, 2) },
  OpCase("expandAs(Tensor)", [[3], [2, 3]]) { $0[0].expandAs($0[1]) * $0[1] },
]

let sliceCases: [OpCase] = [
  OpCase("subscript(indices:)", "integer", [[3, 4]]) { $0[0][1] },
  OpCase("subscript(indices:)", "to 0-d", [[3, 4]]) { $0[0][-1, 2] },
  OpCase("subscript(indices:)", "ranges", [[3, 4]]) { $0[0][1..., 1..<3] },
  OpCase("subscript(indices:)", "negative bounds", [[3, 4]]) { $0[0][..<(-1), (-2)...] },
  OpCase("subscript(indices:)", "steps", [[3, 5]]) { $0[0][.slice(step: 2), .slice(1, step: 2)] },
  OpCase("subscript(indices:)", "new axis, ellipsis", [[2, 3, 2]]) {
    $0[0][.newAxis, .ellipsis, 1]
  },
  OpCase("subscript(indices:)", "empty part", [[3, 4]]) { $0[0][3...] },
  OpCase("subscript(indices:)", "overlapping parts", [[4]]) { $0[0][1...] * $0[0][..<3] },
  OpCase("select(Int, Int)", [[2, 3, 2]]) { $0[0].select(1, -1) },
  OpCase("narrow(Int, start:, length:)", [[2, 5]]) { $0[0].narrow(-1, start: 1, length: 3) },
]

let joinCases: [OpCase] = [
  OpCase("cat([Tensor], dim:)", [[2, 3], [1, 3]]) { .cat($0) },
  OpCase("cat([Tensor], dim:)", "last dim, three", [[2, 3], [2, 1], [2, 2]]) { .cat($0, dim: -1) },
  OpCase("cat([Tensor], dim:)", "with an empty one", [[2, 3], [0, 3]]) { .cat($0) },
  OpCase("cat([Tensor], dim:)", "the same twice", [[2, 3]]) { .cat([$0[0], $0[0] * $0[0]]) },
  OpCase("stack([Tensor], dim:)", [[2, 3], [2, 3]]) { .stack($0) },
  OpCase("stack([Tensor], dim:)", "last dim", [[2, 3], [2, 3]]) { .stack($0, dim: -1) },
  OpCase("stack([Tensor], dim:)", "0-d", [[], [], []]) { .stack($0) },
]
