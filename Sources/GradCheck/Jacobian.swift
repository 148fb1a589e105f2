import ApusTensor

/// The analytic derivatives of all results: those of each element of them, or their sum for gradients
/// from above.
struct Jacobian {
  /// Of each argument that was asked for.
  let rows: [Int: [NDArray]]
  /// The weights of the results' elements; nil where each has a row.
  let weights: [Double]?

  /// A row for each element of the results.
  init(_ function: CheckedFunction, of results: [NDArray], by arguments: some Sequence<Int>) throws
  {
    let pullback = try function.recorded()
    var rows = Dictionary(uniqueKeysWithValues: arguments.map { ($0, [NDArray]()) })
    for upstream in UnitUpstreams(results) {
      let gradients = function.orZeros(pullback(upstream))
      for argument in rows.keys { rows[argument]!.append(gradients[argument]) }
    }
    (self.rows, weights) = (rows, nil)
  }

  /// One row: the sum for these gradients from above, whose pullback gave `gradients`.
  init(_ gradients: [NDArray], upstream: [NDArray]) {
    rows = Dictionary(uniqueKeysWithValues: gradients.enumerated().map { ($0, [$1]) })
    weights = upstream.flatMap { $0.scalars(as: Double.self) }
  }
}

/// Gradients for results of which one element is 1 and all others are 0.
private struct UnitUpstreams: Sequence, IteratorProtocol {
  private let shapes: [[Int]]
  private var (result, index) = (0, 0)

  init(_ results: [NDArray]) { shapes = results.map(\.shape) }

  mutating func next() -> [NDArray]? {
    while result < shapes.count {
      let count = shapes[result].reduce(1, *)
      if index < count {
        defer { index += 1 }
        return shapes.enumerated().map { position, shape in
          var elements = [Double](repeating: 0, count: shape.reduce(1, *))
          if position == result { elements[index] = 1 }
          return NDArray(elements, shape: shape)
        }
      }
      (result, index) = (result + 1, 0)
    }
    return nil
  }
}
