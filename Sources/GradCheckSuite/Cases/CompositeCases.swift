import Autograd

let compositeCases: [GradCase] =
  shorthandCases + statisticsCases + assignmentCases + ofOne("square()") { $0.square() }
  + [
    GradCase("dot(Tensor)", [[3], [3]]) { $0[0].dot($0[1]) },
    GradCase("dot(Tensor)", "empty", [[0], [0]]) { $0[0].dot($0[1]) },
  ]

private let statisticsCases: [GradCase] = [
  GradCase("mean(dims:, keepDim:)", [[2, 3]]) { $0[0].mean() },
  GradCase("mean(dims:, keepDim:)", "two of three", [[2, 3, 4]]) { $0[0].mean(dims: [0, 2]) },
  GradCase("mean(dims:, keepDim:)", "0-d", [[]]) { $0[0].mean() },
  GradCase("mean(dims:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].mean(dims: [1]) },
  GradCase("mean(dim:, keepDim:)", [[2, 3]]) { $0[0].mean(dim: 1, keepDim: true) },
  GradCase("mean(dim:, keepDim:)", "0-d", [[]]) { $0[0].mean(dim: 0) },
  GradCase("mean(dim:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].mean(dim: 1) },
  GradCase("std(dims:, correction:, keepDim:)", [[2, 3]], needsDistinctElements: true) {
    $0[0].std()
  },
  GradCase("std(dims:, correction:, keepDim:)", "kept", [[3, 2]], needsDistinctElements: true) {
    $0[0].std(dims: [0], keepDim: true)
  },
  GradCase("std(dims:, correction:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].std(dims: [1]) },
  GradCase("std(dim:, correction:, keepDim:)", [[2, 3]], needsDistinctElements: true) {
    $0[0].std(dim: 1)
  },
  GradCase("std(dim:, correction:, keepDim:)", "of no rows", [[0, 3]]) { $0[0].std(dim: 1) },
]

private let assignmentCases: [GradCase] =
  ofOne("+=(inout Tensor, Double)") { assigned($0) { $0 += 2.5 } }
  + ofOne("-=(inout Tensor, Double)") { assigned($0) { $0 -= 2.5 } }
  + ofOne("*=(inout Tensor, Double)") { assigned($0) { $0 *= 2.5 } }
  + ofOne("/=(inout Tensor, Double)") { assigned($0) { $0 /= 2.5 } }
  + ofTwo("+=(inout Tensor, Tensor)") { x, y in assigned(x) { $0 += y } }
  + ofTwo("-=(inout Tensor, Tensor)") { x, y in assigned(x) { $0 -= y } }
  + ofTwo("*=(inout Tensor, Tensor)") { x, y in assigned(x) { $0 *= y } }
  + ofTwo("/=(inout Tensor, Tensor)", .positive) { x, y in assigned(x) { $0 /= y } }

private func assigned(_ x: Tensor, _ body: (inout Tensor) -> Void) -> Tensor {
  var result = x
  body(&result)
  return result
}
