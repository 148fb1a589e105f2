import ApusAutograd
import ApusTensor

/// Other ways to call a primitive, whose derivative rule they have.
let shorthandCases: [GradCase] = [
  GradCase("reshape(Int...)", [[2, 6]]) { $0[0].reshape(4, -1) },
  GradCase("reshape(Int...)", "of a transpose", [[2, 6]]) { $0[0].T.reshape(4, 3) },
  GradCase("reshape(Int...)", "empty", [[0, 3]]) { $0[0].reshape(3, 0, 2) },
  GradCase("reshape(Int...)", "0-d", [[]]) { $0[0].reshape(1, 1) },
  GradCase("permute(Int...)", [[2, 3, 4]]) { $0[0].permute(-1, 0, 1) },
  GradCase("permute(Int...)", "empty", [[2, 0]]) { $0[0].permute(1, 0) },
  GradCase("permute(Int...)", "0-d", [[]]) { $0[0].permute() },
  GradCase("expand(Int...)", [[3, 1]]) { $0[0].expand(-1, 2) },
  GradCase("expand(Int...)", "0-d", [[]]) { $0[0].expand(2, 2) },
  GradCase("expand(Int...)", "empty", [[1, 0]]) { $0[0].expand(2, -1) },
  GradCase("expandAs(Tensor)", [[3], [2, 3]]) { $0[0].expandAs($0[1]) * $0[1] },
  GradCase("expandAs(Tensor)", "0-d", [[], []]) { $0[0].expandAs($0[1]) * $0[1] },
  GradCase("expandAs(Tensor)", "empty", [[3], [0, 3]]) { $0[0].expandAs($0[1]) * $0[1] },
  GradCase("select(Int, Int)", [[2, 3, 2]]) { $0[0].select(1, -1) },
  GradCase("select(Int, Int)", "of nothing", [[0, 3]]) { $0[0].select(1, -1) },
  GradCase("narrow(Int, start:, length:)", [[2, 5]]) { $0[0].narrow(-1, start: 1, length: 3) },
  GradCase("narrow(Int, start:, length:)", "to nothing", [[2, 5]]) {
    $0[0].narrow(-1, start: 1, length: 0)
  },
  GradCase("narrow(Int, start:, length:)", "of nothing", [[0, 5]]) {
    $0[0].narrow(-1, start: 1, length: 2)
  },
  GradCase("sum(dim:, keepDim:)", [[2, 3]]) { $0[0].sum(dim: -1) },
  GradCase("sum(dim:, keepDim:)", "empty", [[0, 3]]) { $0[0].sum(dim: 0) },
  GradCase("sum(dim:, keepDim:)", "kept", [[2, 3]]) { $0[0].sum(dim: 0, keepDim: true) },
  GradCase("sum(dim:, keepDim:)", "0-d", [[]]) { $0[0].sum(dim: 0) },
  GradCase("var(dim:, correction:, keepDim:)", [[2, 3]]) { $0[0].var(dim: 1) },
  GradCase("var(dim:, correction:, keepDim:)", "0-d", [[]]) { $0[0].var(dim: 0, correction: 0) },
  GradCase("var(dim:, correction:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].var(dim: 1) },
  GradCase("amax(dim:, keepDim:)", [[3, 4]], needsDistinctElements: true) { $0[0].amax(dim: 1) },
  GradCase("amax(dim:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].amax(dim: 1) },
  GradCase("amax(dim:, keepDim:)", "0-d", [[]]) { $0[0].amax(dim: 0) },
  GradCase("amin(dim:, keepDim:)", [[3, 4]], needsDistinctElements: true) {
    $0[0].amin(dim: 0, keepDim: true)
  },
  GradCase("amin(dim:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].amin(dim: 1) },
  GradCase("amin(dim:, keepDim:)", "0-d", [[]]) { $0[0].amin(dim: -1) },
]
