import ApusTensor

extension NDArray {
  /// The element that differs most by more than a tolerance, in words, and both of its values; or both
  /// shapes.
  func firstDifference(from other: NDArray, _ rtol: Double, _ atol: Double) -> (
    place: String, String, String
  )? {
    if shape != other.shape { return ("", "of shape \(shape)", "of shape \(other.shape)") }
    let pairs = Array(zip(scalars(as: Double.self), other.scalars(as: Double.self)))
    let excess = pairs.map { $0 == $1 ? 0 : ($0 - $1).magnitude / (atol + rtol * $1.magnitude) }
    guard
      let worst = excess.indices.filter({ !(excess[$0] <= 1) }).max(by: { excess[$0] < excess[$1] })
    else { return nil }
    let (a, b) = texts(pairs[worst].0, pairs[worst].1)
    return (rank == 0 ? "" : " at \(place(of: worst))", a, b)
  }
}
