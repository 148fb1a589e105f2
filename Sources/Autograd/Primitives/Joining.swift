import ApusTensor

extension Tensor {
  /// Tensors joined along an existing dimension.
  public static func cat(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    let value = NDArray.cat(tensors.map(\.array), dim: dim)
    let dim = value.resolve(dim, "cat")
    return Tensor(value, name: "cat") {
      var start = 0
      return tensors.map { tensor in
        let (first, length) = (start, tensor.shape[dim])
        start += length
        return .linear(tensor) { g in g.narrow(dim, start: first, length: length) }
      }
    }
  }

  /// Tensors of one shape joined along a new dimension.
  public static func stack(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    let value = NDArray.stack(tensors.map(\.array), dim: dim)
    let dim = value.resolve(dim, "stack")
    return Tensor(value, name: "stack") {
      tensors.enumerated().map { index, tensor in
        .linear(tensor) { g in g.select(dim, index) }
      }
    }
  }
}
