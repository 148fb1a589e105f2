import ApusAutograd
import ApusTensor

/// How an array's elements may lie in memory.
package enum Layout: String, CaseIterable, Sendable {
  case contiguous
  /// The last dimension first.
  case transposed
  /// Every other element of a larger array.
  case gapped
  /// One slice, repeated without a copy.
  case expanded
}

extension NDArray {
  /// An array of the same shape and, but for `expanded`, the same elements.
  func laidOut(_ layout: Layout) -> NDArray {
    switch layout {
    case .contiguous:
      return self
    case .transposed:
      let reversed = Array((0..<rank).reversed())
      return permute(reversed).contiguous().permute(reversed)
    case .gapped:
      return NDArray.stack([self, self], dim: rank)[.ellipsis, 0]
    case .expanded:
      guard let dim = shape.firstIndex(where: { $0 > 1 }) else { return self }
      return transpose(0, dim)[..<1].transpose(0, dim).expand(shape)
    }
  }
}

extension Tensor {
  /// These elements, in such a way that the gradient comes back in a layout.
  func receivingGradient(in layout: Layout) -> Tensor {
    switch layout {
    case .contiguous: self
    case .transposed: permute(Array((0..<rank).reversed()))
    case .gapped: .stack([self, .zeros(shape, dtype: dtype)], dim: rank)
    case .expanded: shape.firstIndex { $0 > 1 }.map { sum(dim: $0) } ?? self
    }
  }
}
