extension NDArray {
  /// The sums of the elements up to each along `dim`; integers and truth values give int64. Floating-point elements are
  /// added up in double precision and rounded each.
  package func cumsum(dim: Int) -> NDArray { cumsum(dim: dim, reversed: false) }

  /// From the last element to the first where `reversed`.
  package func cumsum(dim: Int, reversed: Bool) -> NDArray {
    let dim = resolve(dim, "cumsum")
    let input = dtype.isFloatingPoint ? self : to(.int64)
    return input.runningSums(along: rank == 0 ? [] : [dim], reversed: reversed)
  }
}
