import ApusTensor

extension Tensor {
  /// The sums of the elements up to each along `dim`.
  public func cumsum(dim: Int) -> Tensor { cumsum(dim: dim, reversed: false) }

  private func cumsum(dim: Int, reversed: Bool) -> Tensor {
    Tensor(
      array.cumsum(dim: dim, reversed: reversed),
      linear: (self, { g in g.cumsum(dim: dim, reversed: !reversed) }), name: "cumsum")
  }
}
