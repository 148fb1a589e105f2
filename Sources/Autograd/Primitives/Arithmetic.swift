public import ApusTensor

// `g` is the gradient of the result. The engine sums over broadcast dimensions.

extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    Tensor(a.array + b.array, linear: (a, { g in g }), (b, { g in g }))
  }
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    Tensor(a.array - b.array, linear: (a, { g in g }), (b, { g in -g }))
  }
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    Tensor(a.array * b.array, (a, { g in g * b }), (b, { g in g * a }))
  }
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    // Divided twice: the square of a small divisor may be 0 where the derivative is not infinite.
    Tensor(a.array / b.array, (a, { g in g / b }), (b, { g in -g * (a / b / b) }))
  }
  public static prefix func - (a: Tensor) -> Tensor {
    Tensor(-a.array, linear: (a, { g in -g }))
  }
}

extension Tensor: NumberArithmetic {
  public static let _operators = _NumberOperators<Tensor>(
    plus: { $0 + $1 }, minus: { $0 - $1 }, from: { $0 - $1 }, times: { $0 * $1 },
    dividedBy: { $0 / $1 }, under: { $0 / $1 })

  public static func + (a: Tensor, b: Number) -> Tensor {
    Tensor(a.array + b, linear: (a, { g in g }))
  }
  public static func + (a: Number, b: Tensor) -> Tensor {
    Tensor(a + b.array, linear: (b, { g in g }))
  }
  public static func - (a: Tensor, b: Number) -> Tensor {
    Tensor(a.array - b, linear: (a, { g in g }))
  }
  public static func - (a: Number, b: Tensor) -> Tensor {
    Tensor(a - b.array, linear: (b, { g in -g }))
  }
  public static func * (a: Tensor, b: Number) -> Tensor {
    Tensor(a.array * b, linear: (a, { g in g * b }))
  }
  public static func * (a: Number, b: Tensor) -> Tensor {
    Tensor(a * b.array, linear: (b, { g in g * a }))
  }
  public static func / (a: Tensor, b: Number) -> Tensor {
    Tensor(a.array / b, linear: (a, { g in g / b }))
  }
  public static func / (a: Number, b: Tensor) -> Tensor {
    Tensor(a / b.array, (b, { g in -g * (a / b / b) }))
  }
}
