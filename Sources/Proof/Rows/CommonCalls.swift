import ApusAutograd
import ApusTensor

/// Inputs that many rows share.
let special: [Double] = [
  -.infinity, -100, -20, -1, -0.5, -1e-3, -1e-30, -0.0, 0, 1e-30, 1e-3, 0.5, 1, 20, 100, .infinity,
  .nan,
]
/// The sign of NaN differs from PyTorch's on purpose.
let specialButNaN: [Double] = special.dropLast()
let kinks: [Double] = [-2, -1, -0.5, -0.0, 0, 0.5, 1, 2]
/// Rows with NaN and infinities.
let unknown = Input.given([1, .nan, 3, .nan, 2, .nan, .infinity, -.infinity, 0], [3, 3])

/// One input in usual shapes and layouts, a single number and nothing.
let oneInput: [Call] = [
  Call([3, 4]), Call([]), Call([0, 3]), Call([35]), Call(Input([2, 3, 4], .transposed)),
  Call(Input([3, 4], .expanded)), Call(Input([3, 4], .gapped)),
]

/// Two that broadcast, in every relation of shapes and layouts; the second from `range`.
func twoInputs(_ range: ClosedRange<Double>? = nil) -> [Call] {
  func b(_ shape: [Int], _ layout: Layout = .contiguous) -> Input { Input(shape, range, layout) }
  let square = [3, 4]
  return [
    Call([3, 4], b(square)), Call([3, 4], b([4])), Call([3, 4], b([3, 1])), Call([4, 1], b([3])),
    Call([3, 4], b([])), Call([], b(square)), Call([2, 1, 3], b([4, 1])),
    Call([2, 3, 1, 2], b([3, 4, 1])), Call([], b([])), Call([0, 3], b([3])),
    Call([1, 3], b([0, 3])), Call(Input(square, .transposed), b(square)),
    Call(Input(square, .transposed), b(square, .transposed)),
    Call(Input(square, .expanded), b(square)),
    Call(Input(square, .gapped), b(square, .gapped)), Call([5, 7], b([5, 7])),
  ]
}

extension ProofTable {
  /// A function of one tensor, in the usual shapes and the calls given.
  mutating func unary(
    _ name: String, _ remark: String = "", _ kind: Row.Kind = .primitive, torch: String?,
    in range: ClosedRange<Double> = -2...2, order: Int = 2, _ more: [Call] = [],
    wrong: [Wrong] = [], _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    add(
      name, remark, kind, torch: torch, oneInput + more,
      .init(range: range, order: order, wrong: wrong)
    ) { x, _ in function(x[0]) }
  }

  /// A function of two tensors that broadcast, the second of them from `second`.
  mutating func binary(
    _ name: String, _ kind: Row.Kind = .primitive, torch: String,
    in range: ClosedRange<Double> = -2...2, second: ClosedRange<Double>? = nil,
    needsDistinctElements: Bool = false, _ more: [Call] = [], wrong: [Wrong] = [],
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) {
    add(
      name, "", kind, torch: torch, twoInputs(second) + more,
      .init(range: range, needsDistinctElements: needsDistinctElements, wrong: wrong)
    ) { x, _ in function(x[0], x[1]) }
  }
}
