import Autograd
import Tensor
import Testing

/// A differentiable operation and inputs to check it with.
struct OpCase: Sendable, CustomTestStringConvertible {
  /// Which numbers the inputs are drawn from. All elements of a case are different, so that none of
  /// them ties with another.
  enum Domain { case real, positive }

  /// As `Declaration` writes it, so that a test can tell whether the table is complete.
  let declaration: String
  let remark: String
  let shapes: [[Int]]
  let domain: Domain
  /// Whether equal elements would sit on a kink: such inputs are not repeated by an expanded layout.
  let hasKinks: Bool
  let function: @Sendable ([Tensor]) -> Tensor

  init(
    _ declaration: String, _ remark: String, _ shapes: [[Int]], _ domain: Domain = .real,
    hasKinks: Bool = false, _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.declaration = declaration
    self.remark = remark
    self.shapes = shapes
    self.domain = domain
    self.hasKinks = hasKinks
    self.function = function
  }

  init(
    _ declaration: String, _ shapes: [[Int]], _ domain: Domain = .real, hasKinks: Bool = false,
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.init(declaration, "", shapes, domain, hasKinks: hasKinks, function)
  }

  var testDescription: String { remark.isEmpty ? declaration : "\(declaration), \(remark)" }

  func inputs(_ layout: Layout) -> [Tensor] {
    let count = shapes.reduce(0) { $0 + $1.reduce(1, *) }
    var order = Generator(seed: 7).randperm(count)[...]
    return shapes.map { shape in
      let taken = order.prefix(shape.reduce(1, *))
      order = order.dropFirst(taken.count)
      // Between -1.9 and 1.9 (or 0.2 and 2.1), in steps that avoid 0 and 1.
      let elements = taken.map { number in
        let fraction = (Double(number) + 0.37) / Double(count)
        return domain == .real ? 3.8 * fraction - 1.9 : 1.9 * fraction + 0.2
      }
      // Short binary fractions, which float32 holds exactly.
      let array = NDArray(elements.map { ($0 * 1024).rounded() / 1024 }, shape: shape)
      return Tensor(layout.applied(to: array))
    }
  }
}

/// How an array's elements may lie in memory.
enum Layout: String, CaseIterable {
  case contiguous, transposed, gapped, expanded

  /// An array of the same shape and, but for `expanded`, the same elements.
  func applied(to array: NDArray) -> NDArray {
    switch self {
    case .contiguous:
      return array
    case .transposed:
      let reversed = Array((0..<array.rank).reversed())
      return array.permute(reversed).contiguous().permute(reversed)
    case .gapped:
      return NDArray.stack([array, array], dim: array.rank)[.ellipsis, 0]
    case .expanded:
      guard let dim = array.shape.firstIndex(where: { $0 > 1 }) else { return array }
      return array.transpose(0, dim)[..<1].transpose(0, dim).expand(array.shape)
    }
  }
}

let opCases =
  arithmeticCases + numberCases + functionCases + kinkCases + choiceCases + viewCases + sliceCases
  + joinCases + reductionCases + productCases + indexingCases + compositeCases

/// Functions without a gradient, and why.
let constantOperations: Set<String> = [
  // Indices
  "argmax(dim:, keepDim:)", "argmin(dim:, keepDim:)",
  // Truth values
  "equal(Tensor)", "notEqual(Tensor)", "less(Tensor)", "lessEqual(Tensor)", "greater(Tensor)",
  "greaterEqual(Tensor)", "equal(Double)", "notEqual(Double)", "less(Double)",
  "lessEqual(Double)", "greater(Double)", "greaterEqual(Double)",
  "allClose(Tensor, Tensor, rtol:, atol:)",
]
