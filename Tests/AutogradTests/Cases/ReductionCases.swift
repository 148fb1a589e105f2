import Autograd
import Tensor

let sumCases: [OpCase] = [
  OpCase("sum(dims:, keepDim:)", [[2, 3]]) { $0[0].sum() },
  OpCase("sum(dims:, keepDim:)", "two of three", [[2, 3, 4]]) { $0[0].sum(dims: [0, -1]) },
  OpCase("sum(dims:, keepDim:)", "kept", [[2, 3, 4]]) { $0[0].sum(dims: [0, 2], keepDim: true) },
  OpCase("sum(dims:, keepDim:)", "none", [[2, 3]]) { $0[0].sum(dims: []) },
  OpCase("sum(dims:, keepDim:)", "0-d", [[]]) { $0[0].sum() },
  OpCase("sum(dims:, keepDim:)", "empty", [[2, 0]]) { $0[0].sum(dims: [1]) },
  OpCase("sum(dims:, keepDim:)", "of products", [[2, 3], [3]]) { ($0[0] * $0[1]).sum() },
  OpCase("sum(dim:, keepDim:)", [[2, 3]]) { $0[0].sum(dim: -1) },
  OpCase("sum(dim:, keepDim:)", "kept", [[2, 3]]) { $0[0].sum(dim: 0, keepDim: true) },
  OpCase("summed(to:)", [[2, 3, 4]]) { $0[0].summed(to: [3, 1]) },
  OpCase("summed(to:)", "0-d", [[2, 3]]) { $0[0].summed(to: []) },
]

let extremeCases: [OpCase] = [
  OpCase("max(dim:, keepDim:)", [[3, 4]], hasKinks: true) { $0[0].max(dim: 1).values },
  OpCase("max(dim:, keepDim:)", "kept", [[3, 4]], hasKinks: true) {
    $0[0].max(dim: 0, keepDim: true).values
  },
  OpCase("min(dim:, keepDim:)", [[3, 4]], hasKinks: true) { $0[0].min(dim: -1).values },
  OpCase("min(dim:, keepDim:)", "kept", [[3, 4]], hasKinks: true) {
    $0[0].min(dim: 0, keepDim: true).values
  },
  OpCase("amax(dims:, keepDim:)", [[3, 4]], hasKinks: true) { $0[0].amax(dims: [1]) },
  OpCase("amax(dims:, keepDim:)", "two, kept", [[2, 3, 4]], hasKinks: true) {
    $0[0].amax(dims: [0, 2], keepDim: true)
  },
  OpCase("amin(dims:, keepDim:)", [[3, 4]], hasKinks: true) { $0[0].amin(dims: [0]) },
  OpCase("amax(dim:, keepDim:)", [[3, 4]], hasKinks: true) { $0[0].amax(dim: 1) },
  OpCase("amin(dim:, keepDim:)", [[3, 4]], hasKinks: true) { $0[0].amin(dim: 0, keepDim: true) },
  OpCase("max()", [[3, 4]], hasKinks: true) { $0[0].max() },
  OpCase("min()", [[3, 4]], hasKinks: true) { $0[0].min() },
  OpCase("max()", "0-d", [[]]) { $0[0].max() },
]

let softmaxCases: [OpCase] = [
  OpCase("logSumExp(dim:, keepDim:)", [[2, 3]]) { $0[0].logSumExp(dim: 1) },
  OpCase("logSumExp(dim:, keepDim:)", "kept", [[2, 3]]) { $0[0].logSumExp(dim: 0, keepDim: true) },
  OpCase("logSumExp(dim:, keepDim:)", "far out", [[2, 3]]) { ($0[0] * 300).logSumExp(dim: 1) },
  OpCase("logSumExp(dim:, keepDim:)", "with -inf", [[2, 3]]) {
    Tensor.cat([$0[0], .full([2, 1], -.infinity, dtype: .float64)], dim: 1).logSumExp(dim: 1)
  },
  OpCase("logSoftmax(dim:)", [[2, 3]]) { $0[0].logSoftmax(dim: -1) },
  OpCase("logSoftmax(dim:)", "first dim", [[3, 2]]) { $0[0].logSoftmax(dim: 0) },
  OpCase("logSoftmax(dim:)", "empty", [[0, 2]]) { $0[0].logSoftmax(dim: 1) },
  OpCase("softmax(dim:)", [[2, 3]]) { $0[0].softmax(dim: 1) },
  OpCase("softmax(dim:)", "middle dim", [[2, 3, 2]]) { $0[0].softmax(dim: 1) },
]

let reductionCases = sumCases + extremeCases + softmaxCases

let compositeCases: [OpCase] = [
  OpCase("mean(dims:, keepDim:)", [[2, 3]]) { $0[0].mean() },
  OpCase("mean(dims:, keepDim:)", "two of three", [[2, 3, 4]]) { $0[0].mean(dims: [0, 2]) },
  OpCase("mean(dim:, keepDim:)", [[2, 3]]) { $0[0].mean(dim: 1, keepDim: true) },
  OpCase("var(dims:, correction:, keepDim:)", [[2, 3]]) { $0[0].var() },
  OpCase("var(dims:, correction:, keepDim:)", "biased", [[2, 3]]) {
    $0[0].var(dims: [1], correction: 0, keepDim: true)
  },
  OpCase("std(dims:, correction:, keepDim:)", [[2, 3]], hasKinks: true) { $0[0].std() },
  OpCase("std(dims:, correction:, keepDim:)", "kept", [[3, 2]], hasKinks: true) {
    $0[0].std(dims: [0], keepDim: true)
  },
  OpCase("var(dim:, correction:, keepDim:)", [[2, 3]]) { $0[0].var(dim: 1) },
  OpCase("std(dim:, correction:, keepDim:)", [[2, 3]], hasKinks: true) { $0[0].std(dim: 1) },
  OpCase("square()", [[2, 3]]) { $0[0].square() },
  OpCase("dot(Tensor)", [[3], [3]]) { $0[0].dot($0[1]) },
  OpCase("+=(inout Tensor, Double)", [[3]]) { inPlace($0[0]) { $0 += 2.5 } },
  OpCase("-=(inout Tensor, Double)", [[3]]) { inPlace($0[0]) { $0 -= 2.5 } },
  OpCase("*=(inout Tensor, Double)", [[3]]) { inPlace($0[0]) { $0 *= 2.5 } },
  OpCase("/=(inout Tensor, Double)", [[3]]) { inPlace($0[0]) { $0 /= 2.5 } },
  OpCase("+=(inout Tensor, Tensor)", [[3], [3]]) { assigned($0) { $0 += $1 } },
  OpCase("-=(inout Tensor, Tensor)", [[3], [3]]) { assigned($0) { $0 -= $1 } },
  OpCase("*=(inout Tensor, Tensor)", [[3], [3]]) { assigned($0) { $0 *= $1 } },
  OpCase("/=(inout Tensor, Tensor)", [[3], [3]], .positive) { assigned($0) { $0 /= $1 } },
]

private func assigned(_ x: [Tensor], _ body: (inout Tensor, Tensor) -> Void) -> Tensor {
  inPlace(x[0]) { body(&$0, x[1]) }
}

private func inPlace(_ x: Tensor, _ body: (inout Tensor) -> Void) -> Tensor {
  var result = x
  body(&result)
  return result
}
