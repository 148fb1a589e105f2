import ApusAutograd
import ApusTensor

let sumCases: [GradCase] = [
  GradCase("sum(dims:, keepDim:)", [[2, 3]]) { $0[0].sum() },
  GradCase("sum(dims:, keepDim:)", "two of three", [[2, 3, 4]]) { $0[0].sum(dims: [0, -1]) },
  GradCase("sum(dims:, keepDim:)", "kept", [[2, 3, 4]]) { $0[0].sum(dims: [0, 2], keepDim: true) },
  GradCase("sum(dims:, keepDim:)", "none", [[2, 3]]) { $0[0].sum(dims: []) },
  GradCase("sum(dims:, keepDim:)", "0-d", [[]]) { $0[0].sum() },
  GradCase("sum(dims:, keepDim:)", "empty", [[2, 0]]) { $0[0].sum(dims: [1]) },
  GradCase("sum(dims:, keepDim:)", "of products", [[2, 3], [3]]) { ($0[0] * $0[1]).sum() },
  GradCase("sum(dims:, keepDim:)", "empty along the other", [[2, 0]]) { $0[0].sum(dims: [0]) },
  GradCase("summed(to:)", [[2, 3, 4]]) { $0[0].summed(to: [3, 1]) },
  GradCase("summed(to:)", "0-d", [[2, 3]]) { $0[0].summed(to: []) },
  GradCase("summed(to:)", "empty", [[0, 3]]) { $0[0].summed(to: [1, 3]) },
]

let extremeCases: [GradCase] = [
  GradCase("max(dim:, keepDim:)", [[3, 4]], needsDistinctElements: true) {
    $0[0].max(dim: 1).values
  },
  GradCase("max(dim:, keepDim:)", "kept", [[3, 4]], needsDistinctElements: true) {
    $0[0].max(dim: 0, keepDim: true).values
  },
  GradCase("min(dim:, keepDim:)", [[3, 4]], needsDistinctElements: true) {
    $0[0].min(dim: -1).values
  },
  GradCase("min(dim:, keepDim:)", "kept", [[3, 4]], needsDistinctElements: true) {
    $0[0].min(dim: 0, keepDim: true).values
  },
  GradCase("amax(dims:, keepDim:)", [[3, 4]], needsDistinctElements: true) {
    $0[0].amax(dims: [1])
  },
  GradCase("amax(dims:, keepDim:)", "two, kept", [[2, 3, 4]], needsDistinctElements: true) {
    $0[0].amax(dims: [0, 2], keepDim: true)
  },
  GradCase("amin(dims:, keepDim:)", [[3, 4]], needsDistinctElements: true) {
    $0[0].amin(dims: [0])
  },
  GradCase("max()", [[3, 4]], needsDistinctElements: true) { $0[0].max() },
  GradCase("min()", [[3, 4]], needsDistinctElements: true) { $0[0].min() },
  GradCase("max()", "0-d", [[]]) { $0[0].max() },
  GradCase("min()", "0-d", [[]]) { $0[0].min() },
  GradCase("max(dim:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].max(dim: 1).values },
  GradCase("min(dim:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].min(dim: 1).values },
  GradCase("amax(dims:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].amax(dims: [1]) },
  GradCase("amin(dims:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].amin(dims: [1]) },
]

let softmaxCases: [GradCase] = [
  GradCase("logSumExp(dim:, keepDim:)", [[2, 3]]) { $0[0].logSumExp(dim: 1) },
  GradCase("logSumExp(dim:, keepDim:)", "kept", [[2, 3]]) {
    $0[0].logSumExp(dim: 0, keepDim: true)
  },
  GradCase("logSumExp(dim:, keepDim:)", "far out", [[2, 3]]) { ($0[0] * 300).logSumExp(dim: 1) },
  GradCase("logSumExp(dim:, keepDim:)", "with -inf", [[2, 3]]) {
    Tensor.cat([$0[0], .full([2, 1], -.infinity, dtype: $0[0].dtype)], dim: 1).logSumExp(dim: 1)
  },
  GradCase("logSoftmax(dim:)", [[2, 3]]) { $0[0].logSoftmax(dim: -1) },
  GradCase("logSoftmax(dim:)", "first dim", [[3, 2]]) { $0[0].logSoftmax(dim: 0) },
  GradCase("logSumExp(dim:, keepDim:)", "empty", [[0, 2]]) { $0[0].logSumExp(dim: 1) },
  GradCase("logSoftmax(dim:)", "empty", [[0, 2]]) { $0[0].logSoftmax(dim: 1) },
  GradCase("softmax(dim:)", "empty", [[0, 2]]) { $0[0].softmax(dim: 1) },
  GradCase("softmax(dim:)", [[2, 3]]) { $0[0].softmax(dim: 1) },
  GradCase("softmax(dim:)", "middle dim", [[2, 3, 2]]) { $0[0].softmax(dim: 1) },
]

/// A single number has a dimension 0 too, as in PyTorch.
private let zeroDimensionalCases: [GradCase] = [
  GradCase("summed(to:)", "from 0-d to 0-d", [[]]) { $0[0].summed(to: []) },
  GradCase("max(dim:, keepDim:)", "0-d", [[]]) { $0[0].max(dim: 0).values },
  GradCase("min(dim:, keepDim:)", "0-d", [[]]) { $0[0].min(dim: 0, keepDim: true).values },
  GradCase("amax(dims:, keepDim:)", "0-d", [[]]) { $0[0].amax(dims: [0]) },
  GradCase("amin(dims:, keepDim:)", "0-d", [[]]) { $0[0].amin() },
  GradCase("logSumExp(dim:, keepDim:)", "0-d", [[]]) { $0[0].logSumExp(dim: 0) },
  GradCase("logSoftmax(dim:)", "0-d", [[]]) { $0[0].logSoftmax(dim: 0) },
  GradCase("softmax(dim:)", "0-d", [[]]) { $0[0].softmax(dim: 0) },
]

let statisticsCases: [GradCase] = [
  GradCase("mean(dims:, keepDim:)", [[2, 3]]) { $0[0].mean() },
  GradCase("mean(dims:, keepDim:)", "two of three", [[2, 3, 4]]) { $0[0].mean(dims: [0, 2]) },
  GradCase("mean(dims:, keepDim:)", "0-d", [[]]) { $0[0].mean() },
  GradCase("mean(dims:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].mean(dims: [1]) },
  GradCase("mean(dim:, keepDim:)", [[2, 3]]) { $0[0].mean(dim: 1, keepDim: true) },
  GradCase("mean(dim:, keepDim:)", "0-d", [[]]) { $0[0].mean(dim: 0) },
  GradCase("mean(dim:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].mean(dim: 1) },
  GradCase("centered(dims:)", [[2, 3]]) { $0[0].centered() },
  GradCase("centered(dims:)", "middle dim", [[2, 3, 2]]) { $0[0].centered(dims: [1]).exp() },
  GradCase("centered(dims:)", "two of three", [[2, 3, 2]]) { $0[0].centered(dims: [2, 0]).exp() },
  GradCase("centered(dims:)", "of no rows", [[0, 3]]) { $0[0].centered(dims: [1]) },
  GradCase("centered(dims:)", "0-d", [[]]) { $0[0].centered() },
  GradCase("rootMeanSquare(dims:, eps:)", [[2, 3]]) { $0[0].rootMeanSquare(dims: [1], eps: 0.1) },
  GradCase("rootMeanSquare(dims:, eps:)", "two of three", [[2, 3, 2]]) {
    $0[0].rootMeanSquare(dims: [0, 1], eps: 0)
  },
  GradCase("rootMeanSquare(dims:, eps:)", "of no rows", [[0, 3]]) {
    $0[0].rootMeanSquare(dims: [1], eps: 0.1)
  },
  GradCase("rootMeanSquare(dims:, eps:)", "0-d", [[]]) { $0[0].rootMeanSquare(dims: [], eps: 0.1) },
  GradCase("var(dims:, correction:, keepDim:)", [[2, 3]]) { $0[0].var() },
  GradCase("var(dims:, correction:, keepDim:)", "biased", [[2, 3]]) {
    $0[0].var(dims: [1], correction: 0, keepDim: true)
  },
  GradCase("var(dims:, correction:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].var(dims: [1]) },
  GradCase("var(dims:, correction:, keepDim:)", "0-d", [[]]) { $0[0].var(correction: 0) },
]

let reductionCases = sumCases + statisticsCases + extremeCases + softmaxCases + zeroDimensionalCases
