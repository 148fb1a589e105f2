public import ApusTensor

/// Says how `actual` differs from `expected`; nil where dtype and shape are equal and all elements close:
/// |actual - expected| <= atol + rtol |expected|, NaN only where NaN is expected.
///
///     #expect(difference(result, fixture["y"]!) == nil)
public func difference(
  _ actual: NDArray, _ expected: NDArray?, rtol: Double = 0, atol: Double = 0
) -> String? {
  guard let expected else { return "no expected value: a key that the fixture does not have?" }
  guard actual.dtype == expected.dtype else { return "\(actual.dtype), not \(expected.dtype)" }
  guard actual.shape == expected.shape else {
    return "shape \(actual.shape), not \(expected.shape)"
  }
  let (a, b) = (actual.scalars(as: Double.self), expected.scalars(as: Double.self))
  let wrong = a.indices.filter { i in
    !(a[i] == b[i] || (a[i].isNaN && b[i].isNaN) || abs(a[i] - b[i]) <= atol + rtol * abs(b[i]))
  }
  guard let worst = wrong.max(by: { abs(a[$0] - b[$0]) < abs(a[$1] - b[$1]) }) else { return nil }
  return "\(wrong.count) of \(a.count) elements differ, most of all number \(worst): \(a[worst]), "
    + "not \(b[worst])"
}
