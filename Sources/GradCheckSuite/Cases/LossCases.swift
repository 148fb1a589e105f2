import ApusAutograd
import ApusNN

let lossCases: [GradCase] =
  [Reduction.mean, .sum, .none].flatMap { reduction in
    [("", [2, 3]), ("0-d", []), ("empty", [0, 3])].filter { reduction != .mean || $0.0 != "empty" }
      .flatMap { remark, shape in
        [
          GradCase("mseLoss(Tensor, Tensor, reduction:)", "\(reduction) \(remark)", [shape, shape])
          {
            mseLoss($0[0], $0[1], reduction: reduction)
          },
          GradCase(
            "\(reduction) \(remark)", [shape, shape],
            module: { _ in MSELoss(reduction: reduction) },
            result: { loss, x in loss(x[0], x[1]) }),
        ]
      }
  }
