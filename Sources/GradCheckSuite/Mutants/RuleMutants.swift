import ApusAutograd
import ApusTensor

/// Mistakes in the formula of one rule: a dropped term, a wrong factor, a wrong choice.
let ruleMutants: [String: [Mutant]] = [
  "*(Tensor, Tensor)": [
    mutant("the wrong operand", "*", 0) { _, site in site.g * site.x(0) },
    mutant("the wrong operand", "*", 1) { _, site in site.g * site.x(1) },
  ],
  "/(Tensor, Tensor)": [
    mutant("multiplied instead of divided", "/", 0) { _, site in site.g * site.x(1) },
    mutant("the divisor is not squared", "/", 1) { _, site in -site.g * site.x(0) / site.x(1) },
    mutant("the dividend is missing", "/", 1) { _, site in -site.g / (site.x(1) * site.x(1)) },
  ],
  "/(Number, Tensor)": [
    mutant("the divisor is not squared", "/", 0) { right, site in right * site.x(0) }
  ],
  "exp()": [
    mutant("a term too many", "exp", 0) { right, site in right + site.g * site.y * site.y }
  ],
  "log()": [mutant("multiplied instead of divided", "log", 0) { _, site in site.g * site.x(0) }],
  "log1p()": [mutant("the 1 is missing", "log1p", 0) { _, site in site.g / site.x(0) }],
  "sin()": [mutant("sine instead of cosine", "sin", 0) { _, site in site.g * site.x(0).sin() }],
  "cos()": [mutant("cosine instead of sine", "cos", 0) { _, site in -site.g * site.x(0).cos() }],
  "sqrt()": [mutant("the 2 is missing", "sqrt", 0) { _, site in site.g / site.y }],
  "tanh()": [mutant("the square is missing", "tanh", 0) { _, site in site.g * (1 - site.y) }],
  "sigmoid()": [mutant("1 - y is missing", "sigmoid", 0) { _, site in site.g * site.y }],
  "pow(Number)": [
    mutant("the exponent is not lowered", "pow", 0) { right, site in right * site.x(0) }
  ],
  "pow(Tensor)": [
    mutant("the exponent is not lowered", "pow", 0) { right, site in right * site.x(0) },
    mutant("the exponent is missing", "pow", 0) { right, site in right / site.x(1) },
    mutant("the logarithm is missing", "pow", 1) { _, site in site.g * site.x(0).pow(site.x(1)) },
  ],
  "maximum(Tensor)": (0...1).map { input in
    mutant("given to the loser", "maximum", input) { right, site in site.g - right }
  },
  "minimum(Tensor)": (0...1).map { input in
    mutant("given to the loser", "minimum", input) { right, site in site.g - right }
  },
  "where(Tensor, else:)": (0...1).map { input in
    mutant("the wrong side", "where", input) { right, site in site.g - right }
  },
  "clamp(min:, max:)": [
    mutant("only beyond the bounds", "clamp", 0) { right, site in site.g - right }
  ],
  "permute([Int])": [
    mutant("the order is not inverted", "permute", 0) { right, site in
      site.inputShape == [2, 2, 2] ? site.g.permute([2, 0, 1]) : nil
    }
  ],
  "sum(dims:, keepDim:)": [
    mutant("divided as a mean", "sum", 0) { right, site in
      right / (Double(right.count) / Double(max(site.g.count, 1)))
    }
  ],
  "logSumExp(dim:, keepDim:)": [
    mutant("not normalised", "logSumExp", 0) { _, site in site.g * site.x(0).exp() }
  ],
  "logSoftmax(dim:)": [
    mutant("the other classes' part is missing", "logSoftmax", 0) { right, site in
      (site.g + right) / 2
    }
  ],
  "softmax(dim:)": [
    mutant("the sum is missing", "softmax", 0) { _, site in site.y * site.g }
  ],
  "matmul(Tensor)": [
    mutant("the second factor is not transposed", "matmul", 0) { right, site in
      isSquare(site) ? site.g.matmul(site.x(1)) : nil
    },
    mutant("the first factor is not transposed", "matmul", 1) { right, site in
      isSquare(site) ? site.x(0).matmul(site.g) : nil
    },
    mutant("factors exchanged", "matmul", 1) { right, site in
      isSquare(site) ? site.g.matmul(site.x(0).T) : nil
    },
  ],
]

private func mutant(
  _ mistake: String, _ step: String, _ input: Int, _ change: @escaping Mutant.Change
) -> Mutant {
  Mutant(mistake, Rule(step: step, input: input)) { _ in change }
}

private func isSquare(_ site: BackwardSite) -> Bool {
  let shape = site.inputShape
  return shape.count == 2 && shape[0] == shape[1] && site.inputs.allSatisfy { $0?.shape == shape }
}
