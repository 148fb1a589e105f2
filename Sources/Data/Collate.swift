public import ApusAutograd
public import ApusTensor

/// Stacks pairs of arrays into a pair of tensors with a new first dimension.
///
/// n pairs of shapes [a...] and [b...] become [n, a...] and [n, b...]. This is what a loader of such
/// pairs does unless it is given a `collate` of its own.
///
/// - Throws: `CollateError` where shapes or element types differ.
public func defaultCollate(_ samples: [(NDArray, NDArray)]) throws -> (Tensor, Tensor) {
  (Tensor(try stack(samples.map(\.0), "first")), Tensor(try stack(samples.map(\.1), "second")))
}

private func stack(_ arrays: [NDArray], _ part: String) throws -> NDArray {
  guard let first = arrays.first else { trap("defaultCollate: no samples") }
  let odd = arrays.firstIndex { $0.shape != first.shape || $0.dtype != first.dtype }
  if let odd {
    throw CollateError(part: part, first: first, entry: odd, other: arrays[odd])
  }
  return .stack(arrays, dim: 0)
}

/// Samples of one batch that cannot be stacked.
public struct CollateError: Error, CustomStringConvertible {
  public let description: String

  init(part: String, first: NDArray, entry: Int, other: NDArray) {
    func kind(_ array: NDArray) -> String {
      first.dtype == other.dtype ? "\(array.shape)" : "\(array.dtype) \(array.shape)"
    }
    description =
      "collate: the \(part) arrays of the samples must be alike to be stacked, but got "
      + "\(kind(first)) at entry 0 and \(kind(other)) at entry \(entry) of the batch"
  }
}
