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

  /// The powers 0.5 and -0.5 are roots, as in PyTorch: NaN at -inf, and at -0 of its sign.
  public func pow(_ exponent: Number) -> NDArray {
    switch exponent.double {
    case 0.5: sqrt()
    case -0.5: 1 / sqrt()
    default: pow(operand(exponent, "pow"))
    }
  }

  /// A 0-d array of this array's type; traps where that is an integer type that does not hold the number.
  func scalar(_ number: Number, _ operation: String) -> NDArray {
    dtype.accept(Fill(dims: [], value: number, operation: operation))
  }

  /// It never changes the type of a floating-point array; a whole number leaves integers integers, a real one makes
  /// them float32, whatever its value.
  private func operand(_ number: Number, _ operation: String) -> NDArray {
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
  public func equal(_ value: Number) -> NDArray { compared(value, "equal", Equal.self) }
  public func notEqual(_ value: Number) -> NDArray { compared(value, "notEqual", NotEqual.self) }
  public func less(_ value: Number) -> NDArray { compared(value, "less", Less.self) }
  public func lessEqual(_ value: Number) -> NDArray { compared(value, "lessEqual", LessEqual.self) }
  public func greater(_ value: Number) -> NDArray { compared(value, "greater", Greater.self) }
  public func greaterEqual(_ value: Number) -> NDArray {
    compared(value, "greaterEqual", GreaterEqual.self)
  }

  /// Greater, or NaN.
  package func notLessEqual(_ value: Number) -> NDArray {
    compared(value, "notLessEqual", NotLessEqual.self)
  }

  /// Integers are compared as integers, with the number's place among those of their type.
  private func compared<F: ComparisonFunction>(
    _ number: Number, _ name: String, _: F.Type
  ) -> NDArray {
    if dtype.isFloatingPoint { return compared(scalar(number, name), name, F.self) }
    if dtype == .bool { return to(.int64).compared(number, name, F.self) }
    let (before, behind) = (F.apply(0, 1), F.apply(1, 0))
    func all(_ value: Bool) -> NDArray { .full(shape, value ? 1 : 0, dtype: .bool) }
    switch number.place(among: dtype) {
    case .at(let whole):
      return compared(scalar(.whole(whole), name), name, F.self)
    case .after(let whole):
      if before == behind { return all(before) }
      return before ? lessEqual(.whole(whole)) : greater(.whole(whole))
    case .aboveAll: return all(before)
    case .belowAll: return all(behind)
    case .nowhere: return all(F.apply(0, Double.nan))
    }
  }
}

// MARK: - Choice

extension NDArray {
  /// `self` where `condition` holds, else `other`.
  public func `where`(_ condition: NDArray, else other: Number) -> NDArray {
    self.where(condition, else: operand(other, "where"))
  }

  /// Between `min` and `max`; NaN stays NaN. Beside integers a finite real bound makes float32, and a whole one that is
  /// beyond their type does not bind; traps where none of them could be within the bounds, and on NaN.
  public func clamp(min: Number = -.infinity, max: Number = .infinity) -> NDArray {
    require(!min.isNaN && !max.isNaN, "clamp: a bound is NaN")
    let isReal = [min, max].contains { !$0.isWhole && $0.double.isFinite }
    if isReal && !dtype.isFloatingPoint { return to(.float32).clamp(min: min, max: max) }
    let raised = bound(min, "min", open: .belowAll).map(maximum) ?? self
    return bound(max, "max", open: .aboveAll).map(raised.minimum) ?? raised
  }

  /// A bound as an operand, or nil where it does not bind.
  private func bound(_ number: Number, _ name: String, open: Place) -> NDArray? {
    let place = number.place(among: dtype.isInteger ? dtype : .int64)
    if dtype.isFloatingPoint {
      return place == open && number.double.isInfinite ? nil : scalar(number, "clamp")
    }
    switch place {
    case open: return nil
    case .at: return operand(number, "clamp")
    default: trap("clamp: no \(dtype) is within \(name): \(number)")
    }
  }
}
