package import ApusTensor

/// A gradient on its way to the tensor that it belongs to.
enum Arrival {
  case whole(Tensor)
  /// The gradient of a part of the edge's input; that of the rest is 0. Boxed, so that whole ones move as pointers.
  indirect case part(NDArray, PartRule, Edge)

  /// Adds to what has arrived before: in place where nobody else holds that, so that many parts of one tensor, or many
  /// gradients, need one array.
  func add(to sum: inout Tensor?) {
    switch self {
    case .whole(let gradient):
      if Arrival.canAddInPlace(gradient, sum) {
        Arrival.update(&sum) { $0.add(gradient.array) }
      } else {
        sum = sum.map { $0 + gradient } ?? gradient
      }
    case .part(let gradient, let rule, let edge):
      if sum == nil { sum = Tensor(.zeros(edge.dims.array, dtype: edge.dtype)) }
      Arrival.update(&sum) { rule.add(gradient, &$0) }
    }
  }

  /// A function of its own, which does not hold the sum any more when it is changed.
  @inline(never)
  private static func canAddInPlace(_ gradient: Tensor, _ sum: Tensor?) -> Bool {
    guard let sum, sum.isLeaf, !GradMode.isEnabled else { return false }
    return gradient.array.isLike(sum.array)
  }

  /// Changes a tensor that nobody else holds, else one in its place.
  private static func update(_ sum: inout Tensor?, _ body: (inout NDArray) -> Void) {
    if !isKnownUniquelyReferenced(&sum) || sum?.isLeaf == false { sum = sum?.detach() }
    sum?.update(body)
  }
}

/// How the gradient of a part, such as a slice or gathered rows, becomes that of the whole.
package struct PartRule {
  /// Zeros with the gradient in its place, as part of the graph.
  package let whole: (Tensor) -> Tensor
  /// The same, added to an array.
  package let add: (_ gradient: NDArray, _ to: inout NDArray) -> Void

  package init(
    whole: @escaping (Tensor) -> Tensor,
    add: @escaping (_ gradient: NDArray, _ to: inout NDArray) -> Void
  ) {
    self.whole = whole
    self.add = add
  }
}
