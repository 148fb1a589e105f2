import ApusAutograd
import ApusTensor

private let columns = NDArray([[2, 0, 2, 2], [1, 1, 0, 2]])

let indexingCases: [GradCase] = [
  GradCase("gather(dim:, Tensor)", [[2, 3]]) { $0[0].gather(dim: 1, Tensor(columns)) },
  GradCase("gather(dim:, Tensor)", "first dim", [[3, 4]]) { $0[0].gather(dim: 0, Tensor(columns)) },
  GradCase("gather(dim:, Tensor)", "fewer rows", [[3, 3]]) {
    $0[0].gather(dim: -1, Tensor(columns))
  },
  GradCase("gather(dim:, Tensor)", "nothing", [[2, 3]]) {
    $0[0].gather(dim: 1, .zeros(2, 0, dtype: .int64))
  },
  GradCase("gather(dim:, Tensor)", "from nothing", [[0, 3]]) {
    $0[0].gather(dim: 1, .zeros(0, 2, dtype: .int64))
  },
  GradCase("gather(dim:, Tensor)", "0-d", [[]]) {
    $0[0].gather(dim: 0, .zeros([], dtype: .int64))
  },
  GradCase("scatteredAdd(dim:, NDArray, into:)", [[2, 4]]) {
    $0[0].scatteredAdd(dim: 1, columns, into: [2, 3])
  },
  GradCase("scatteredAdd(dim:, NDArray, into:)", "0-d", [[]]) {
    $0[0].scatteredAdd(dim: 0, .zeros([], dtype: .int64), into: [])
  },
  GradCase("scatteredAdd(dim:, NDArray, into:)", "nothing", [[2, 0]]) {
    $0[0].scatteredAdd(dim: 1, .zeros([2, 0], dtype: .int64), into: [2, 3])
  },
]
