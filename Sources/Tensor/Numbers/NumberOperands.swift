// A number beside an array: what it becomes there.

extension NDArray: NumberArithmetic {
  public static let _operators = _NumberOperators<NDArray>(
    plus: { $0 + $1 }, minus: { $0 - $1 }, from: { $0 - $1 }, times: { $0 * $1 },
    dividedBy: { $0 / $1 }, under: { $0 / $1 })

  public static func + (a: NDArray, b: Number) -> NDArray { a + a.operand(b, "+") }
  public static func + (a: Number, b: NDArray) -> NDArray { b.operand(a, "+") + b }
  public static func - (a: NDArray, b: Number) -> NDArray { a - a.operand(b, "-") }
  public static func - (a: Number, b: NDArray) -> NDArray { b.operand(a, "-") - b }
  public static func * (a: NDArray, b: Number) -> NDArray { a * a.operand(b, "*") }
  public static func * (a: Number, b: NDArray) -> NDArray { b.operand(a, "*") * b }
  public static func / (a: NDArray, b: Number) -> NDArray { a / a.floatingOperand(b) }
  public static func / (a: Number, b: NDArray) -> NDArray { b.floatingOperand(a) / b }

  /// A 0-d array of this array's type; traps where that is an integer type that does not hold the number.
  func scalar(_ number: Number, _ operation: String) -> NDArray {
    .filled([], number, dtype, operation)
  }

  /// It never changes the type of a floating-point array; a whole number leaves integers integers, a real one makes
  /// them float32, whatever its value.
  func operand(_ number: Number, _ operation: String) -> NDArray {
    if dtype.isFloatingPoint { return scalar(number, operation) }
    guard case .whole(let whole) = number else { return floatingOperand(number) }
    return dtype == .bool ? NDArray(scalar: whole) : scalar(.whole(whole), operation)
  }

  /// What is divided is floating-point.
  private func floatingOperand(_ number: Number) -> NDArray {
    dtype.isFloatingPoint
      ? scalar(number, "/") : NDArray.full([], number, dtype: .float32)
  }
}

// MARK: - Comparison

extension NDArray {
  public func equal(_ value: Number) -> NDArray { compared(value, Equal.self) }
  public func notEqual(_ value: Number) -> NDArray { compared(value, NotEqual.self) }
  public func less(_ value: Number) -> NDArray { compared(value, Less.self) }
  public func lessEqual(_ value: Number) -> NDArray { compared(value, LessEqual.self) }
  public func greater(_ value: Number) -> NDArray { compared(value, Greater.self) }
  public func greaterEqual(_ value: Number) -> NDArray {
    compared(value, GreaterEqual.self)
  }

  /// Greater, or NaN.
  package func notLessEqual(_ value: Number) -> NDArray {
    compared(value, NotLessEqual.self)
  }

  /// Integers are compared as integers, with the number's place among those of their type.
  private func compared<F: ComparisonFunction>(
    _ number: Number, _: F.Type
  ) -> NDArray {
    if dtype.isFloatingPoint { return pairs(scalar(number, F.name), F.self) }
    if dtype == .bool { return to(.int64).compared(number, F.self) }
    let (before, behind) = (F.apply(0, 1), F.apply(1, 0))
    func all(_ value: Bool) -> NDArray { .full(shape, value ? 1 : 0, dtype: .bool) }
    switch number.place(among: dtype) {
    case .at(let whole):
      return pairs(scalar(.whole(whole), F.name), F.self)
    case .after(let whole):
      if before == behind { return all(before) }
      return before ? lessEqual(.whole(whole)) : greater(.whole(whole))
    case .aboveAll: return all(before)
    case .belowAll: return all(behind)
    case .nowhere: return all(F.apply(0, Double.nan))
    }
  }
}
