import Autograd
import Tensor

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
}

/// How an input lies in memory, and what it is.
struct InputForm: Decodable, Sendable {
  var layout: String?
  /// Its type where that is not the case's.
  var dtype: String?
  /// Whether no gradient is asked for.
  var constant: Bool?
}

extension CaseRun {
  /// x0, x1, ... as they are to lie in memory, as leaves.
  func operands() throws -> [Tensor] {
    try (0..<example.operands).map { k in
      let array = try input("x\(k)")
      let form = k < example.inputs.count ? example.inputs[k] : InputForm()
      let typed = form.dtype.flatMap(DType.init).map(array.to) ?? array
      let isVariable =
        example.order > 0 && array.dtype.isFloatingPoint && form.constant != true
      return Tensor(try typed.laidOut(form.layout ?? "contiguous"), requiresGrad: isVariable)
    }
  }
}

extension NDArray {
  /// The same elements in memory that is ordered otherwise.
  func laidOut(_ layout: String) throws -> NDArray {
    switch layout {
    case "contiguous": return self
    case "transposed":
      let order = Array((0..<rank).reversed())
      return permute(order).contiguous().permute(order)
    case "expanded":
      // The first row again and again.
      return self[0..<1].expand(shape)
    case "strided":
      // Every second element of a larger array.
      var larger = NDArray.zeros(shape.dropLast() + [2 * shape[rank - 1] + 1], dtype: dtype)
      larger[.ellipsis, .slice(1, step: 2)] = self
      return larger[.ellipsis, .slice(1, step: 2)]
    default: throw CaseProblem("knows no layout \(layout)")
    }
  }
}
