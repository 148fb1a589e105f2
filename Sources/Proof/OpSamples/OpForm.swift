import ApusTensor

/// How a sample runs. PyTorch's numbers are of float64.
package enum OpForm: String, Sendable, CaseIterable, Encodable {
  case float64
  /// Inputs rounded to float32, results beside PyTorch's of float64.
  case float32
  /// In float64, with inputs whose dimensions lie in memory the other way round.
  case transposed

  /// The type in the place of one of PyTorch's.
  func type(_ dtype: DType) -> DType { self == .float32 && dtype == .float64 ? .float32 : dtype }

  func array(_ array: NDArray) -> NDArray { array.to(type(array.dtype)) }

  func laidOut(_ array: NDArray) -> NDArray {
    guard self == .transposed else { return array }
    let order = Array((0..<array.rank).reversed())
    return array.permute(order).contiguous().permute(order)
  }
}
