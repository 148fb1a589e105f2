import Tensor

/// One derivative found in both ways.
struct ComparedEntry {
  /// Of the argument, in row-major order.
  let index: Int
  /// In which row of the Jacobian: which element of the results, counted on through all of them.
  let row: Int
  let analytic: Double
  let numeric: Double
  let tolerance: Double

  var error: Double { abs(analytic - numeric) }
  // Written so that NaN is wrong.
  var isRight: Bool { error <= tolerance }
  /// How many times as large as allowed the error is.
  var excess: Double { error.isNaN ? .infinity : error / tolerance }
}

/// The derivatives with respect to one argument that were compared.
struct ComparedArgument {
  let position: Int
  /// Of the results' elements, which are added up with them; nil where each has its own row.
  let weights: [Double]?
  var entries: [ComparedEntry] = []

  var isWhole: Bool { weights == nil }
  var wrong: [ComparedEntry] { entries.filter { !$0.isRight } }
}

/// Gradients for results of which one element is 1 and all others are 0.
struct UnitUpstreams: Sequence, IteratorProtocol {
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
