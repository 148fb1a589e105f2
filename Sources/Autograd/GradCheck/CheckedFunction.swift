import Tensor

/// A function of arrays with its derivative, at a point.
struct CheckedFunction {
  let names: [String]
  let point: [NDArray]
  /// The results for other values of the arguments.
  let value: ([NDArray]) throws -> [NDArray]
  /// Records the function at its point. What it returns pulls a gradient for each result back to each
  /// argument (nil where none arrives), as often as wanted until `value` is called.
  let recorded: () throws -> ([NDArray]) -> [NDArray?]

  /// Gradients of the arguments, zeros where none arrived.
  func orZeros(_ gradients: [NDArray?]) -> [NDArray] {
    zip(gradients, point).map { $0 ?? .zeros($1.shape, dtype: .float64) }
  }
}

/// The analytic derivatives of all results: those of each element of them, or their sum for gradients
/// from above.
struct Jacobian {
  /// Of each argument.
  let rows: [[NDArray]]
  /// The weights of the results' elements; nil where each has a row.
  let weights: [Double]?

  /// A row for each element of the results.
  init(_ function: CheckedFunction, of results: [NDArray]) throws {
    let pullback = try function.recorded()
    rows = UnitUpstreams(results).map { function.orZeros(pullback($0)) }
    weights = nil
  }

  /// One row: the sum for these gradients from above.
  init(_ function: CheckedFunction, upstream: [NDArray]) throws {
    rows = [function.orZeros(try function.recorded()(upstream))]
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
