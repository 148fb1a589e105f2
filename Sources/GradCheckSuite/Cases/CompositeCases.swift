import ApusAutograd

let compositeCases: [GradCase] =
  shorthandCases + deviationCases + assignmentCases + ofOne("square()") { $0.square() }
  + [
    GradCase("dot(Tensor)", [[3], [3]]) { $0[0].dot($0[1]) },
    GradCase("dot(Tensor)", "empty", [[0], [0]]) { $0[0].dot($0[1]) },
  ]

private let deviationCases: [GradCase] = [
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
  ofTwo("+=(inout Tensor, Tensor)") { x, y in assigned(x) { $0 += y } }
  + ofTwo("-=(inout Tensor, Tensor)") { x, y in assigned(x) { $0 -= y } }
  + ofTwo("*=(inout Tensor, Tensor)") { x, y in assigned(x) { $0 *= y } }
  + ofTwo("/=(inout Tensor, Tensor)", .positive) { x, y in assigned(x) { $0 /= y } }

func assigned(_ x: Tensor, _ body: (inout Tensor) -> Void) -> Tensor {
  var result = x
  body(&result)
  return result
}
