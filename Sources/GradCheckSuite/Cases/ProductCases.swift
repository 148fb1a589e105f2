import ApusAutograd

let productCases: [GradCase] = [
  GradCase("matmul(Tensor)", [[2, 3], [3, 4]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "of one size", [[3, 3], [3, 3]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "transposed", [[3, 2], [4, 3]]) { $0[0].T.matmul($0[1].T) },
  GradCase("matmul(Tensor)", "vectors", [[3], [3]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "matrix, vector", [[2, 3], [3]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "vector, matrix", [[3], [3, 2]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "batched", [[2, 2, 3], [2, 3, 2]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "batch, matrix", [[2, 2, 3], [3, 2]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "matrix, batch", [[2, 3], [2, 3, 2]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "broadcast batch", [[2, 1, 2, 3], [2, 3, 1]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "batch, vector", [[2, 2, 3], [3]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "vector, batch", [[3], [2, 3, 2]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "no rows", [[0, 3], [3, 2]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "nothing to add up", [[2, 0], [0, 3]]) { $0[0].matmul($0[1]) },
  GradCase("matmul(Tensor)", "with itself", [[2, 2]]) { $0[0].matmul($0[0]) },
  GradCase("matmul(Tensor)", "repeated rows", [[1, 3], [3, 2]]) {
    $0[0].expand(2, 3).matmul($0[1])
  },
]
