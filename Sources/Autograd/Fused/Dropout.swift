package import ApusTensor

extension Tensor {
  /// Times a constant mask and scale: its own transpose.
  package func masked(by mask: NDArray, scale: Double) -> Tensor {
    Tensor(
      array.masked(by: mask, scale: scale),
      linear: (self, { g in g.masked(by: mask, scale: scale) }), name: "dropout")
  }
}
