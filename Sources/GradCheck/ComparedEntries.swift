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
  // Written so that NaN is wrong; beside an infinite derivative anything would be tolerated.
  var isRight: Bool { numeric.isFinite && error <= tolerance }
  /// How many times as large as allowed the error is.
  var excess: Double {
    error.isNaN || !numeric.isFinite ? .infinity : error / tolerance
  }
}

/// The derivatives with respect to one argument that were compared.
struct ComparedArgument {
  let position: Int
  /// Of the results' elements, which are added up with them; nil where each has its own row.
  let weights: [Double]?
  /// Whether entries are those of some elements only.
  var isPart = false
  var entries: [ComparedEntry] = []
  /// All elements along a direction, where that was wrong and entries were compared to find the place.
  var direction: ComparedEntry?
  /// How far the elements of that direction moved: see `FiniteDifferences.reach`.
  var reach: Double?

  /// How many elements of the results have entries.
  var rowCount: Int { (entries.map(\.row).max() ?? -1) + 1 }

  var wrong: [ComparedEntry] { entries.filter { !$0.isRight } }
}
