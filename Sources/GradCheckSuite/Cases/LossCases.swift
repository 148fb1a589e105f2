import Autograd
import NN

let lossCases: [GradCase] =
  [Reduction.mean, .sum, .none].flatMap { reduction in
    [
      GradCase("mseLoss(Tensor, Tensor, reduction:)", "\(reduction)", [[2, 3], [2, 3]]) {
        mseLoss($0[0], $0[1], reduction: reduction)
      },
      GradCase(
        "MSELoss", "\(reduction)", [[2, 3], [2, 3]], { _ in MSELoss(reduction: reduction) }
      ) {
        $0($1[0], $1[1])
      },
    ]
  } + [
    GradCase("mseLoss(Tensor, Tensor, reduction:)", "0-d", [[], []]) { mseLoss($0[0], $0[1]) },
    GradCase("MSELoss", "0-d", [[], []], { _ in MSELoss() }) { $0($1[0], $1[1]) },
    GradCase("MSELoss", "empty", [[0, 3], [0, 3]], { _ in MSELoss(reduction: .sum) }) {
      $0($1[0], $1[1])
    },
    GradCase("mseLoss(Tensor, Tensor, reduction:)", "empty", [[0, 3], [0, 3]]) {
      mseLoss($0[0], $0[1], reduction: .sum)
    },
  ]
