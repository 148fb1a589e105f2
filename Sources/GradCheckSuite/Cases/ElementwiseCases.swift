import ApusAutograd
import ApusTensor

/// A function of one tensor, on a matrix, a single number and nothing.
func ofOne(
  _ subject: String, _ domain: GradCase.Domain = .real,
  _ function: @escaping @Sendable (Tensor) -> Tensor
) -> [GradCase] {
  [("", [2, 3]), ("0-d", []), ("empty", [0, 3])].map { remark, shape in
    GradCase(subject, remark, [shape], domain) { function($0[0]) }
  }
}

/// A function of two tensors, which broadcast.
func ofTwo(
  _ subject: String, _ domain: GradCase.Domain = .real, needsDistinctElements: Bool = false,
  _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
) -> [GradCase] {
  let shapes: [(String, [[Int]])] = [
    ("", [[2, 3], [2, 3]]), ("both broadcast", [[4, 1], [3]]),
    ("three dimensions and two", [[2, 1, 3], [4, 1]]), ("with a 0-d tensor", [[2, 3], []]),
    ("0-d with a matrix", [[], [2, 3]]), ("both 0-d", [[], []]), ("empty", [[0, 3], [3]]),
    ("one row from nothing", [[1, 3], [0, 3]]),
  ]
  return shapes.map { remark, shapes in
    GradCase(subject, remark, shapes, domain, needsDistinctElements: needsDistinctElements) {
      function($0[0], $0[1])
    }
  }
}

let arithmeticCases: [GradCase] =
  ofTwo("+(Tensor, Tensor)") { $0 + $1 }
  + ofTwo("-(Tensor, Tensor)") { $0 - $1 }
  + ofTwo("*(Tensor, Tensor)") { $0 * $1 }
  + ofTwo("/(Tensor, Tensor)", .positive) { $0 / $1 }
  + ofOne("-(Tensor)") { -$0 }
  + [
    GradCase("+(Tensor, Tensor)", "the same twice", [[3]]) { $0[0] + $0[0] },
    GradCase("-(Tensor, Tensor)", "with its half", [[3]]) { $0[0] - $0[0] * 0.5 },
    GradCase("*(Tensor, Tensor)", "the same twice", [[3]]) { $0[0] * $0[0] },
    GradCase("/(Tensor, Tensor)", "by its square", [[3]], .positive) { $0[0] / ($0[0] * $0[0]) },
  ]

let functionCases: [GradCase] =
  ofOne("exp()") { $0.exp() }
  + ofOne("log()", .positive) { $0.log() }
  + ofOne("log1p()", .positive) { $0.log1p() }
  + ofOne("sin()") { $0.sin() }
  + ofOne("cos()") { $0.cos() }
  + ofOne("sqrt()", .positive) { $0.sqrt() }
  + ofOne("tanh()") { $0.tanh() }
  + ofOne("sigmoid()") { $0.sigmoid() }
  + ofOne("pow(Number)") { $0.pow(3) }
  + ofTwo("pow(Tensor)", .positive) { $0.pow($1) }
  + [
    GradCase("tanh()", "far out", [[2, 3]]) { ($0[0] * 10).tanh() },
    GradCase("sigmoid()", "far out", [[2, 3]]) { ($0[0] * 10).sigmoid() },
    GradCase("pow(Number)", "square", [[2, 3]]) { $0[0].pow(2) },
    GradCase("pow(Number)", "to 1", [[2, 3]]) { $0[0].pow(1) },
    GradCase("pow(Number)", "to 0", [[2, 3]]) { $0[0].pow(0) },
    GradCase("pow(Number)", "root", [[2, 3]], .positive) { $0[0].pow(0.5) },
    GradCase("pow(Number)", "reciprocal square", [[2, 3]], .positive) { $0[0].pow(-2) },
    GradCase("pow(Tensor)", "constant exponent", [[3]]) {
      $0[0].pow(Tensor([1, 2, 3] as [Double]).to($0[0].dtype))
    },
  ]

let kinkCases: [GradCase] =
  ofOne("relu()") { $0.relu() }
  + ofOne("abs()") { $0.abs() }
  + ofOne("floor()") { $0.floor() * $0 }
  + ofOne("sign()") { $0.sign() * $0 }
  + ofOne("clamp(min:, max:)") { $0.clamp(min: -1, max: 0.5) }
  + ofTwo("maximum(Tensor)", needsDistinctElements: true) { $0.maximum($1) }
  + ofTwo("minimum(Tensor)", needsDistinctElements: true) { $0.minimum($1) }
  + [
    GradCase("clamp(min:, max:)", "from below", [[3, 4]]) {
      $0[0].clamp(min: 0.5)
    },
    GradCase("clamp(min:, max:)", "from above", [[3, 4]]) {
      $0[0].clamp(max: 0.5)
    },
  ]

private let truth = NDArray([[true, false, true], [false, false, true]])

let choiceCases: [GradCase] =
  [
    GradCase("where(Tensor, else:)", [[2, 3], [2, 3]]) { $0[0].where(Tensor(truth), else: $0[1]) },
    GradCase("where(Tensor, else:)", "broadcast", [[2, 1], [3]]) {
      $0[0].where(Tensor(truth), else: $0[1])
    },
    GradCase("where(Tensor, else:)", "broadcast by the condition", [[], [3]]) {
      $0[0].where(Tensor(truth), else: $0[1])
    },
    GradCase("where(Tensor, else:)", "empty", [[0, 3], [3]]) {
      $0[0].where($0[0].greater(0), else: $0[1])
    },
    GradCase("where(NDArray, else:)", [[2, 3]]) { $0[0].where(truth, else: -1.5) },
    GradCase("where(NDArray, else:)", "broadcast", [[3]]) { $0[0].where(truth, else: -1.5) },
    GradCase("where(NDArray, else:)", "0-d", [[]]) { $0[0].where(truth, else: -1.5) },
    GradCase("where(NDArray, else:)", "empty", [[0, 3]]) {
      $0[0].where(.zeros([0, 3], dtype: .bool), else: -1.5)
    },
    GradCase("to(DType)", "to float32", [[2, 3]]) { $0[0].to(.float32) },
    GradCase("to(DType)", "float32 and back", [[2, 3]]) { $0[0].to(.float32).to(.float64) * 2 },
    GradCase("where(Tensor, else:)", "a number", [[2, 3]]) {
      $0[0].where(Tensor(truth), else: -1.5)
    },
    GradCase("contiguous()", "of a transpose", [[2, 3]]) { $0[0].T.contiguous() },
  ]
  + ofOne("to(DType)") { $0.to($0.dtype) * 1 }
  + ofOne("contiguous()") { $0.contiguous() }
