import ApusAutograd
import ApusTensor

extension Item {
  /// An operation on the tensors x0, x1, ... with the result y, or several: y, y1, ...
  static func operations(
    _ name: String, tolerance: @escaping ToleranceOfType = Tolerance.close,
    _ function: @escaping @Sendable ([Tensor], Arguments) throws -> [Tensor]
  ) -> Item {
    Item(name, tolerance: tolerance) { run in
      try run.compareDerivatives {
        let inputs = try run.operands()
        let results = try function(inputs, run.arguments)
        return Differentiated(
          variables: inputs.enumerated().map { ("x\($0)", $1) },
          results: results.enumerated().map { ($0 == 0 ? "y" : "y\($0)", $1) })
      }
    }
  }

  static func operation(
    _ name: String, tolerance: @escaping ToleranceOfType = Tolerance.close,
    _ function: @escaping @Sendable ([Tensor], Arguments) throws -> Tensor
  ) -> Item {
    operations(name, tolerance: tolerance) { [try function($0, $1)] }
  }

  /// An operation with a number of Swift's.
  static func withNumber(
    _ name: String, _ function: @escaping @Sendable (Tensor, Double) -> Tensor
  ) -> Item {
    operation(name) { x, a in function(x[0], try a.number("number")) }
  }

  /// An operation that arrays have and tensors have not.
  static func onArrays(
    _ name: String, _ function: @escaping @Sendable ([NDArray], Arguments) throws -> NDArray
  ) -> Item {
    operation(name) { x, a in Tensor(try function(x.map(\.array), a)) }
  }
}

extension CaseRun {
  /// x0, x1, ... as they are to lie in memory, as leaves.
  func operands() throws -> [Tensor] {
    try (0..<example.operands).map { k in
      let array = try input("x\(k)")
      let form = k < example.inputs.count ? example.inputs[k] : InputForm()
      let typed = form.dtype.map(array.to) ?? array
      let isVariable = example.order > 0 && array.dtype.isFloatingPoint && !form.isConstant
      return Tensor(try typed.laidOut(form.layout), requiresGrad: isVariable)
    }
  }
}
