import ApusTensor

/// How an input lies in memory, and what it is.
struct InputForm: Decodable, Sendable {
  var layout = Layout.contiguous
  /// Its type where that is not the case's.
  var dtype: DType?
  /// Whether no gradient is asked for.
  var isConstant = false

  private enum CodingKeys: String, CodingKey { case layout, dtype, constant }

  init() {}

  init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(otherThan: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    layout = try container.decodeIfPresent(Layout.self, forKey: .layout) ?? .contiguous
    dtype = try container.decodeIfPresent(String.self, forKey: .dtype).map(DType.init(named:))
    isConstant = try container.decodeIfPresent(Bool.self, forKey: .constant) ?? false
  }
}

/// An order of elements in memory.
enum Layout: String, Decodable, Sendable {
  case contiguous
  /// Dimensions reversed.
  case transposed
  /// The first row again and again.
  case expanded
  /// Every second element of a larger array.
  case strided
}

extension NDArray {
  /// The same elements in memory that is ordered otherwise.
  func laidOut(_ layout: Layout) throws -> NDArray {
    switch layout {
    case .contiguous: return self
    case .transposed:
      let order = Array((0..<rank).reversed())
      return permute(order).contiguous().permute(order)
    case .expanded, .strided:
      if rank == 0 { throw CaseProblem("has a 0-d input that is \(layout)") }
      if layout == .expanded { return self[0..<1].expand(shape) }
      var larger = NDArray.zeros(shape.dropLast() + [2 * shape[rank - 1] + 1], dtype: dtype)
      larger[.ellipsis, .slice(1, step: 2)] = self
      return larger[.ellipsis, .slice(1, step: 2)]
    }
  }
}

extension Arguments {
  func layout(_ name: String) throws -> Layout {
    let text = try text(name, or: Layout.contiguous.rawValue)
    guard let layout = Layout(rawValue: text) else { throw CaseProblem("knows no layout \(text)") }
    return layout
  }
}
