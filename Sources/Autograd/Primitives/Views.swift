public import ApusTensor

// Views and their transposes: a gradient takes the way back.

extension Tensor {
  /// The same elements in another shape; one size may be -1 and is then found.
  public func reshape(_ shape: [Int]) -> Tensor {
    let old = self.shape
    return Tensor(array.reshape(shape), linear: (self, { g in g.reshape(old) }))
  }
  public func reshape(_ shape: Int...) -> Tensor { reshape(shape) }

  /// Dimensions `start` to `end` joined into one.
  public func flatten(_ start: Int = 0, _ end: Int = -1) -> Tensor {
    let old = shape
    return Tensor(array.flatten(start, end), linear: (self, { g in g.reshape(old) }))
  }

  /// A new dimension of size 1 at `dim`.
  public func unsqueeze(_ dim: Int) -> Tensor {
    let old = shape
    return Tensor(array.unsqueeze(dim), linear: (self, { g in g.reshape(old) }))
  }

  /// Without dimension `dim` where its size is 1, else unchanged.
  public func squeeze(_ dim: Int) -> Tensor {
    let old = shape
    return Tensor(array.squeeze(dim), linear: (self, { g in g.reshape(old) }))
  }

  /// Without all dimensions of size 1.
  public func squeeze() -> Tensor {
    let old = shape
    return Tensor(array.squeeze(), linear: (self, { g in g.reshape(old) }))
  }

  /// Dimensions in another order.
  public func permute(_ order: [Int]) -> Tensor {
    var back = [Int](repeating: 0, count: order.count)
    let value = array.permute(order)
    for (position, dim) in order.enumerated() { back[dim < 0 ? dim + order.count : dim] = position }
    return Tensor(value, linear: (self, { [back] g in g.permute(back) }))
  }
  public func permute(_ order: Int...) -> Tensor { permute(order) }

  /// Two dimensions exchanged.
  public func transpose(_ a: Int, _ b: Int) -> Tensor {
    Tensor(array.transpose(a, b), linear: (self, { g in g.transpose(a, b) }))
  }

  /// A matrix transposed.
  // PyTorch's name.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  public var T: Tensor {
    Tensor(array.T, linear: (self, { g in g.T }))
  }

  /// Repeated along new dimensions in front and along those of size 1, without a copy; -1 keeps a size.
  public func expand(_ shape: [Int]) -> Tensor {
    // The engine sums what was repeated.
    Tensor(array.expand(shape), linear: (self, { g in g }))
  }
  public func expand(_ shape: Int...) -> Tensor { expand(shape) }
  /// Expanded to the shape of `other`.
  public func expandAs(_ other: Tensor) -> Tensor { expand(other.shape) }

  /// A part: an integer selects and drops a dimension, a range keeps part of it.
  public subscript(indices: any TensorIndex...) -> Tensor {
    slice(indices.map(\._indexKind))
  }

  /// One entry of dimension `dim`, which disappears.
  public func select(_ dim: Int, _ index: Int) -> Tensor {
    let dim = array.resolve(dim, "select")
    return slice(
      [IndexKind](repeating: .range(from: 0, to: nil, step: 1), count: dim) + [.at(index)])
  }

  private func slice(_ indices: [IndexKind]) -> Tensor {
    let old = shape
    return Tensor(array[indices], name: "slice") {
      [
        .part(
          self, whole: { g in g.embedded(at: indices, in: old) },
          add: { g, sum in sum.add(g, at: indices) })
      ]
    }
  }

  /// Zeros of `shape` with this tensor as the part that `indices` names: the transpose of a slice.
  private func embedded(at indices: [IndexKind], in shape: [Int]) -> Tensor {
    var value = NDArray.zeros(shape, dtype: dtype)
    value[indices] = array
    return Tensor(value, linear: (self, { g in g.slice(indices) }), name: "embed")
  }

  /// The same elements in row-major order.
  public func contiguous() -> Tensor {
    array.isContiguous ? self : Tensor(array.contiguous(), linear: (self, { g in g }))
  }

  /// `length` entries of dimension `dim` from `start`.
  public func narrow(_ dim: Int, start: Int, length: Int) -> Tensor {
    let dim = array.resolve(dim, "narrow")
    require(rank > 0, "narrow: a single number has no dimensions")
    require(
      start >= 0 && length >= 0 && start <= shape[dim] && length <= shape[dim] - start,
      "narrow: \(length) entries from \(start) do not lie within dim \(dim) of shape \(shape)")
    return slice(
      [IndexKind](repeating: .range(from: 0, to: nil, step: 1), count: dim)
        + [.range(from: start, to: start + length, step: 1)])
  }
}
