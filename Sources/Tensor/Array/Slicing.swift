/// What may stand in `array[...]`, one a dimension: an `Int` selects and drops the dimension, a range
/// keeps part of it, `.newAxis` adds one, `.ellipsis` stands for all dimensions not named.
///
/// Negative integers and negative bounds count from the end, as in PyTorch. Ranges reaching beyond the
/// end are cut off, as Python slices are.
public protocol TensorIndex {
  var _indexKind: IndexKind { get }
}

/// The meaning of one entry of a subscript.
public enum IndexKind: Sendable {
  case at(Int)
  /// Entries from `from` up to, not including, `to` (nil: the end).
  case range(from: Int, to: Int?, step: Int)
  case newDimension
  case allOthers
}

extension Int: TensorIndex {
  public var _indexKind: IndexKind { .at(self) }
}

extension Range<Int>: TensorIndex {
  public var _indexKind: IndexKind { .range(from: lowerBound, to: upperBound, step: 1) }
}

extension ClosedRange<Int>: TensorIndex {
  public var _indexKind: IndexKind {
    .range(from: lowerBound, to: IndexKind.end(behind: upperBound), step: 1)
  }
}

extension PartialRangeFrom<Int>: TensorIndex {
  public var _indexKind: IndexKind { .range(from: lowerBound, to: nil, step: 1) }
}

extension PartialRangeUpTo<Int>: TensorIndex {
  public var _indexKind: IndexKind { .range(from: 0, to: upperBound, step: 1) }
}

extension PartialRangeThrough<Int>: TensorIndex {
  public var _indexKind: IndexKind {
    .range(from: 0, to: IndexKind.end(behind: upperBound), step: 1)
  }
}

extension IndexKind: TensorIndex {
  public var _indexKind: IndexKind { self }

  /// Where a range ends that includes `last`.
  fileprivate static func end(behind last: Int) -> Int? {
    last == -1 || last == .max ? nil : last + 1
  }
}

extension TensorIndex where Self == IndexKind {
  /// A new dimension of size 1.
  public static var newAxis: IndexKind { .newDimension }

  /// All dimensions that are not named.
  public static var ellipsis: IndexKind { .allOthers }

  /// Every `step`-th entry of a range: Python's `from:to:step`. The way to write a part whose ends are
  /// computed and may be negative, since `2 ..< -1` is no range in Swift.
  public static func slice(_ from: Int = 0, _ to: Int? = nil, step: Int = 1) -> IndexKind {
    .range(from: from, to: to, step: step)
  }
}

extension NDArray {
  /// A view of a part, or that part replaced.
  public subscript(indices: any TensorIndex...) -> NDArray {
    get { self[indices.map(\._indexKind)] }
    set { self[indices.map(\._indexKind)] = newValue }
  }

  public subscript(indices: [IndexKind]) -> NDArray {
    get {
      var (result, dim) = (self, 0)
      var dropped = 0
      for kind in expandingEllipsis(indices) {
        switch kind {
        case .at(let index):
          let size = result.dims[dim]
          require(
            index >= -size && index < size,
            "subscript: index \(index) is out of bounds for dimension \(dim + dropped) of shape \(shape)"
          )
          result = result.select(dim, index)
          dropped += 1
        case .range(let from, let to, let step):
          let part = NDArray.resolve(from, to, step, size: result.dims[dim])
          result = result.narrow(dim, start: part.start, length: part.length, step: step)
          dim += 1
        case .newDimension:
          result = result.unsqueeze(dim)
          dim += 1
          dropped -= 1
        case .allOthers:
          dim += result.rank - dim
        }
      }
      return result
    }
    set {
      assign(newValue, at: indices)
    }
  }

  /// The entries with `.ellipsis` written out.
  private func expandingEllipsis(_ indices: [IndexKind]) -> [IndexKind] {
    var (named, ellipsis) = (0, nil as Int?)
    for (position, kind) in indices.enumerated() {
      switch kind {
      case .at, .range: named += 1
      case .allOthers:
        require(ellipsis == nil, "subscript: at most one .ellipsis")
        ellipsis = position
      case .newDimension: break
      }
    }
    require(named <= rank, "subscript: \(named) indices for an array of shape \(shape)")
    guard let ellipsis else { return indices }
    let all = IndexKind.range(from: 0, to: nil, step: 1)
    return indices[..<ellipsis] + Array(repeating: all, count: rank - named)
      + indices[(ellipsis + 1)...]
  }

  private static func resolve(_ from: Int, _ to: Int?, _ step: Int, size: Int)
    -> (start: Int, length: Int)
  {
    require(step > 0, "subscript: the step must be positive, got \(step)")
    func bound(_ value: Int) -> Int {
      Swift.min(Swift.max(value < 0 ? value + size : value, 0), size)
    }
    let (start, end) = (bound(from), bound(to ?? size))
    return (start, start < end ? (end - start - 1) / step + 1 : 0)
  }
}
