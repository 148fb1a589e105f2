import Autograd
import Tensor

let productCases: [OpCase] = [
  OpCase("matmul(Tensor)", [[2, 3], [3, 4]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "transposed", [[3, 2], [4, 3]]) { $0[0].T.matmul($0[1].T) },
  OpCase("matmul(Tensor)", "vectors", [[3], [3]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "matrix, vector", [[2, 3], [3]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "vector, matrix", [[3], [3, 2]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "batched", [[2, 2, 3], [2, 3, 2]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "batch, matrix", [[2, 2, 3], [3, 2]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "matrix, batch", [[2, 3], [2, 3, 2]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "broadcast batch", [[2, 1, 2, 3], [2, 3, 1]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "batch, vector", [[2, 2, 3], [3]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "vector, batch", [[3], [2, 3, 2]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "no rows", [[0, 3], [3, 2]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "nothing to add up", [[2, 0], [0, 3]]) { $0[0].matmul($0[1]) },
  OpCase("matmul(Tensor)", "with itself", [[2, 2]]) { $0[0].matmul($0[0]) },
  OpCase("matmul(Tensor)", "repeated rows", [[1, 3], [3, 2]]) { $0[0].expand(2, 3).matmul($0[1]) },
]

private let columns = NDArray([[2, 0, 2, 2], [1, 1, 0, 2]])

let indexingCases: [OpCase] = [
  OpCase("gather(dim:, Tensor)", [[2, 3]]) { $0[0].gather(dim: 1, Tensor(columns)) },
  OpCase("gather(dim:, Tensor)", "first dim", [[3, 4]]) { $0[0].gather(dim: 0, Tensor(columns)) },
  OpCase("gather(dim:, Tensor)", "fewer rows", [[3, 3]]) { $0[0].gather(dim: -1, Tensor(columns)) },
  OpCase("gather(dim:, Tensor)", "nothing", [[2, 3]]) {
    $0[0].gather(dim: 1, .zeros(2, 0, dtype: .int64))
  },
  OpCase("scatteredAdd(dim:, NDArray, into:)", [[2, 4]]) {
    $0[0].scatteredAdd(dim: 1, columns, into: [2, 3])
  },
]
