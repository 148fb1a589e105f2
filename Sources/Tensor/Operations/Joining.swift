// Arrays joined.

extension NDArray {
  /// Arrays joined along an existing dimension; all other sizes equal.
  public static func cat(_ arrays: [NDArray], dim: Int = 0) -> NDArray {
    guard let first = arrays.first else { trap("cat: needs at least one array") }
    require(first.rank > 0, "cat: 0-d arrays cannot be joined; use stack")
    let dim = first.resolve(dim, "cat")
    let type = arrays.dropFirst().reduce(first.dtype) { DType.promote($0, $1.dtype) }
    var dims = first.dims
    for array in arrays.dropFirst() {
      var expected = first.dims
      if array.rank == first.rank { expected[dim] = array.dims[dim] }
      require(
        array.dims == expected,
        "cat: \(first.shape) and \(array.shape) differ in more than dim \(dim)")
      dims[dim] += array.dims[dim]
    }
    let result = NDArray(uninitialized: dims, type)
    var start = 0
    for array in arrays {
      let length = array.dims[dim]
      result.narrow(dim, start: start, length: length)
        .updateShared(with: array.to(type), Second.self)
      start += length
    }
    return result
  }

  /// Arrays of one shape joined along a new dimension.
  public static func stack(_ arrays: [NDArray], dim: Int = 0) -> NDArray {
    guard let first = arrays.first else { trap("stack: needs at least one array") }
    for (i, array) in arrays.enumerated() where array.dims != first.dims {
      trap("stack: entry 0 has shape \(first.shape), entry \(i) has \(array.shape)")
    }
    let dim = first.resolve(dim, "stack", extra: 1)
    return cat(arrays.map { $0.unsqueeze(dim) }, dim: dim)
  }
}
