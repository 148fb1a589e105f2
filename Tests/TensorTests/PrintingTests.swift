import Tensor
import TestSupport
import Testing

/// Arrays print as PyTorch prints them: Tests/Fixtures/printing.json.
@Suite struct PrintingTests {
  private struct Fixture: Decodable { let cases: [PrintedArray] }

  private static let cases = (try? fixtureJSON("printing", as: Fixture.self).cases) ?? []

  @Test func fixtureIsThere() { #expect(PrintingTests.cases.count > 40) }

  @Test(arguments: cases) func printsAsPyTorch(_ expected: PrintedArray) {
    let remarks = expected.requiresGrad ? ["requires_grad=True"] : []
    #expect(expected.array.described(remarks: remarks) == expected.text)
    if remarks.isEmpty { #expect("\(expected.array)" == expected.text) }
  }

  @Test func wholeNumbersKeepAllDigits() {
    let big = NDArray([Int.max, .min])
    #expect("\(big)" == "tensor([ 9223372036854775807, -9223372036854775808])")
  }

  @Test func viewsPrintInTheirOwnOrder() {
    #expect("\(NDArray.arange(4).reshape(2, 2).T)" == "tensor([[0, 2],\n        [1, 3]])")
  }

  @Test func longRemarksGoToTheNextLine() {
    let row = NDArray([Double](repeating: 0.5, count: 8))
    #expect(
      row.described(remarks: ["requires_grad=True"])
        == "tensor([0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000],\n"
        + "       dtype=torch.float64, requires_grad=True)")
  }
}

/// One case of printing.json.
struct PrintedArray: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let dtype: String
  let shape: [Int]
  let requiresGrad: Bool
  let data: [Number]
  let text: String

  private enum CodingKeys: String, CodingKey {
    case name, dtype, shape, data, text
    case requiresGrad = "requires_grad"
  }

  var testDescription: String { name }

  var array: NDArray {
    let type = DType(rawValue: dtype)!
    return NDArray(data.map(\.value), shape: shape).to(type)
  }

  /// A JSON number, truth value, or the name of something that JSON has no number for.
  struct Number: Decodable, Sendable {
    let value: Double
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let truth = try? container.decode(Bool.self) {
        value = truth ? 1 : 0
      } else if let number = try? container.decode(Double.self) {
        value = number
      } else {
        value = Double(try container.decode(String.self))!
      }
    }
  }
}
