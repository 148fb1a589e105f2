import Tensor
import TestSupport
import Testing

/// dtypes of results: Tests/Fixtures/promotion.json, which PyTorch wrote.
@Suite struct PromotionTests {
  private struct Fixture: Decodable {
    let binary: [String: [String: [String: String]]]
    let unary: [String: [String: String]]
  }

  private let fixture: Fixture
  init() throws { fixture = try fixtureJSON("promotion", as: Fixture.self) }

  @Test func binary() throws {
    let operations: [String: (NDArray, NDArray) -> NDArray] = [
      "add": { $0 + $1 }, "mul": { $0 * $1 }, "div": { $0 / $1 }, "less": { $0.less($1) },
    ]
    #expect(Set(fixture.binary.keys) == Set(operations.keys))
    for (name, operation) in operations {
      for (a, row) in fixture.binary[name]! {
        for (b, expected) in row where !b.hasPrefix("number") {
          let result = operation(operand(a), operand(b))
          #expect(result.dtype.rawValue == expected, "\(a) \(name) \(b)")
        }
      }
    }
  }

  @Test func literals() throws {
    let operations: [String: (NDArray, Double) -> NDArray] = [
      "add": { $0 + $1 }, "mul": { $0 * $1 }, "div": { $0 / $1 }, "less": { $0.less($1) },
    ]
    // A Swift literal has no type of its own: whole numbers behave as Python's int, others as float.
    for (name, operation) in operations {
      for (a, row) in fixture.binary[name]! {
        let whole = operation(operand(a), 1).dtype.rawValue
        #expect(whole == row["number:int"], "\(a) \(name) 1")
        let fraction = operation(operand(a), 1.5).dtype.rawValue
        #expect(fraction == row["number:float"], "\(a) \(name) 1.5")
      }
    }
  }

  @Test func unary() throws {
    let operations: [String: (NDArray) -> NDArray] = [
      "sum": { $0.sum() }, "mean": { $0.mean() }, "max": { $0.max() }, "argmax": { $0.argmax() },
      "neg": { -$0 }, "abs": { $0.abs() }, "exp": { $0.exp() }, "sqrt": { $0.sqrt() },
      "relu": { $0.relu() }, "pow_2": { $0.pow(2) }, "pow_half": { $0.pow(0.5) },
      "number_div": { 1 / $0 },
    ]
    #expect(Set(fixture.unary.keys).subtracting(operations.keys) == ["prod", "cumsum"])
    for (name, operation) in operations {
      for (dtype, expected) in fixture.unary[name]! where expected != "error" {
        let result = operation(.ones([2], dtype: DType(rawValue: dtype)!))
        #expect(result.dtype.rawValue == expected, "\(name) of \(dtype)")
      }
    }
  }

  /// "float32[2]" or "float32[]".
  private func operand(_ text: String) -> NDArray {
    let parts = text.split(separator: "[")
    return .ones(parts[1] == "]" ? [] : [2], dtype: DType(rawValue: String(parts[0]))!)
  }
}
