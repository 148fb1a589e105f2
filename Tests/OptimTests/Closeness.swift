import ApusTensor
import ApusTestSupport

/// How two arrays differ by more than a few roundings of their type; nil where they do not.
func gap(_ actual: NDArray, _ expected: NDArray) -> String? {
  let roundings = actual.dtype == .float32 ? 3e-7 : 1e-15
  return difference(actual, expected, rtol: roundings, atol: roundings)
}
