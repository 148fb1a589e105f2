import Autograd
import Tensor

let arithmeticCases: [OpCase] = [
  OpCase("+(Tensor, Tensor)", [[2, 3], [2, 3]]) { $0[0] + $0[1] },
  OpCase("+(Tensor, Tensor)", "broadcast", [[2, 1, 3], [4, 1]]) { $0[0] + $0[1] },
  OpCase("+(Tensor, Tensor)", "with a 0-d tensor", [[2, 3], []]) { $0[0] + $0[1] },
  OpCase("+(Tensor, Tensor)", "both 0-d", [[], []]) { $0[0] + $0[1] },
  OpCase("+(Tensor, Tensor)", "empty", [[0, 3], [3]]) { $0[0] + $0[1] },
  OpCase("+(Tensor, Tensor)", "the same twice", [[3]]) { $0[0] + $0[0] },
  OpCase("-(Tensor, Tensor)", [[2, 3], [2, 3]]) { $0[0] - $0[1] },
  OpCase("-(Tensor, Tensor)", "broadcast", [[3], [4, 1]]) { $0[0] - $0[1] },
  OpCase("*(Tensor, Tensor)", [[2, 3], [2, 3]]) { $0[0] * $0[1] },
  OpCase("*(Tensor, Tensor)", "broadcast", [[4, 1], [3]]) { $0[0] * $0[1] },
  OpCase("*(Tensor, Tensor)", "0-d times a matrix", [[], [2, 3]]) { $0[0] * $0[1] },
  OpCase("*(Tensor, Tensor)", "one row from nothing", [[1, 3], [0, 3]]) { $0[0] * $0[1] },
  OpCase("*(Tensor, Tensor)", "the same twice", [[3]]) { $0[0] * $0[0] },
  OpCase("/(Tensor, Tensor)", [[2, 3], [2, 3]], .positive) { $0[0] / $0[1] },
  OpCase("/(Tensor, Tensor)", "broadcast", [[4, 1], [3]]) { $0[0] / $0[1] },
  OpCase("/(Tensor, Tensor)", "0-d by a matrix", [[], [2, 3]]) { $0[0] / $0[1] },
  OpCase("/(Tensor, Tensor)", "by itself", [[3]], .positive) { $0[0] / ($0[0] * $0[0]) },
  OpCase("-(Tensor)", [[2, 3]]) { -$0[0] },
  OpCase("-(Tensor)", "0-d", [[]]) { -$0[0] },
]

let numberCases: [OpCase] = [
  OpCase("+(Tensor, Double)", [[2, 3]]) { $0[0] + 2.5 },
  OpCase("+(Double, Tensor)", [[2, 3]]) { 2.5 + $0[0] },
  OpCase("-(Tensor, Double)", [[2, 3]]) { $0[0] - 2.5 },
  OpCase("-(Double, Tensor)", [[2, 3]]) { 2.5 - $0[0] },
  OpCase("*(Tensor, Double)", [[2, 3]]) { $0[0] * 2.5 },
  OpCase("*(Double, Tensor)", [[2, 3]]) { 2.5 * $0[0] },
  OpCase("/(Tensor, Double)", [[2, 3]]) { $0[0] / 2.5 },
  OpCase("/(Double, Tensor)", [[2, 3]], .positive) { 2.5 / $0[0] },
]

let functionCases: [OpCase] = [
  OpCase("exp()", [[2, 3]]) { $0[0].exp() },
  OpCase("exp()", "0-d", [[]]) { $0[0].exp() },
  OpCase("exp()", "empty", [[2, 0]]) { $0[0].exp() },
  OpCase("log()", [[2, 3]], .positive) { $0[0].log() },
  OpCase("log1p()", [[2, 3]], .positive) { $0[0].log1p() },
  OpCase("sin()", [[2, 3]]) { $0[0].sin() },
  OpCase("cos()", [[2, 3]]) { $0[0].cos() },
  OpCase("sqrt()", [[2, 3]], .positive) { $0[0].sqrt() },
  OpCase("tanh()", [[2, 3]]) { $0[0].tanh() },
  OpCase("tanh()", "far out", [[2, 3]]) { ($0[0] * 10).tanh() },
  OpCase("sigmoid()", [[2, 3]]) { $0[0].sigmoid() },
  OpCase("sigmoid()", "far out", [[2, 3]]) { ($0[0] * 10).sigmoid() },
  OpCase("pow(Double)", [[2, 3]]) { $0[0].pow(3) },
  OpCase("pow(Double)", "square", [[2, 3]]) { $0[0].pow(2) },
  OpCase("pow(Double)", "to 1", [[2, 3]]) { $0[0].pow(1) },
  OpCase("pow(Double)", "to 0", [[2, 3]]) { $0[0].pow(0) },
  OpCase("pow(Double)", "root", [[2, 3]], .positive) { $0[0].pow(0.5) },
  OpCase("pow(Double)", "reciprocal square", [[2, 3]], .positive) { $0[0].pow(-2) },
  OpCase("pow(Tensor)", [[2, 3], [2, 3]], .positive) { $0[0].pow($0[1]) },
  OpCase("pow(Tensor)", "broadcast", [[4, 1], [3]], .positive) { $0[0].pow($0[1]) },
  OpCase("pow(Tensor)", "constant exponent", [[3]]) { $0[0].pow(Tensor([1, 2, 3] as [Double])) },
]

let kinkCases: [OpCase] = [
  OpCase("relu()", [[3, 4]], hasKinks: true) { $0[0].relu() },
  OpCase("abs()", [[3, 4]], hasKinks: true) { $0[0].abs() },
  OpCase("clamp(min:, max:)", [[3, 4]], hasKinks: true) { $0[0].clamp(min: -1, max: 0.5) },
  OpCase("clamp(min:, max:)", "from below", [[3, 4]], hasKinks: true) { $0[0].clamp(min: 0.5) },
  OpCase("maximum(Tensor)", [[3, 4], [3, 4]], hasKinks: true) { $0[0].maximum($0[1]) },
  OpCase("maximum(Tensor)", "broadcast", [[4, 1], [3]], hasKinks: true) { $0[0].maximum($0[1]) },
  OpCase("minimum(Tensor)", [[3, 4], [3, 4]], hasKinks: true) { $0[0].minimum($0[1]) },
  OpCase("minimum(Tensor)", "broadcast", [[4, 1], []], hasKinks: true) { $0[0].minimum($0[1]) },
]

private let truth = NDArray([[true, false, true], [false, false, true]])

let choiceCases: [OpCase] = [
  OpCase("where(Tensor, else:)", [[2, 3], [2, 3]]) { $0[0].where(Tensor(truth), else: $0[1]) },
  OpCase("where(Tensor, else:)", "broadcast", [[2, 1], [3]]) {
    $0[0].where(Tensor(truth), else: $0[1])
  },
  OpCase("where(Tensor, else:)", "broadcast by the condition", [[], [3]]) {
    $0[0].where(Tensor(truth), else: $0[1])
  },
  OpCase("where(NDArray, else:)", [[2, 3]]) { $0[0].where(truth, else: -1.5) },
  OpCase("where(NDArray, else:)", "broadcast", [[3]]) { $0[0].where(truth, else: -1.5) },
  OpCase("to(DType)", "float32 and back", [[2, 3]]) { $0[0].to(.float32).to(.float64) * 2 },
  OpCase("to(DType)", "the same type", [[2, 3]]) { $0[0].to(.float64) },
  OpCase("contiguous()", [[2, 3]]) { $0[0].contiguous() },
  OpCase("contiguous()", "of a transpose", [[2, 3]]) { $0[0].T.contiguous() },
]
