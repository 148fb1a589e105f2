extension NDArray {
  /// The sums of the elements up to each, in rows along `gone`; from the end where `reversed`.
  func runningSums(along gone: [Int], reversed: Bool) -> NDArray {
    dtype.accept(RunningSums(array: self, gone: gone, reversed: reversed))
  }
}

private struct RunningSums: DTypeVisitor {
  let array: NDArray
  let gone: [Int]
  let reversed: Bool

  func visit<T: NumericElement>(_: T.Type) -> NDArray {
    array.mapRows(along: gone, as: T.self) { x, y, width in
      var total = T.Accumulator(element: 0)
      for k in 0..<width {
        let i = reversed ? width - 1 - k : k
        total = .sum(total, x[i].accumulator)
        y[i] = T.dtype.isFloatingPoint ? T(element: total.double) : T(element: total.int)
      }
    }
  }
}
