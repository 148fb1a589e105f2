import Glibc

extension NDArray: CustomStringConvertible {
  /// The elements as PyTorch prints a tensor: `tensor([[1., 2.], [3., 4.]])`.
  public var description: String { described() }

  /// The same with remarks such as `requires_grad=True` at the end.
  package func described(remarks: [String] = []) -> String {
    let start = "tensor("
    var text = start + ArrayPrinter(self).text(indent: start.utf8.count)
    // As PyTorch measures a line: the last one of the elements counts two columns more than it has.
    var width = text.utf8.reversed().prefix { $0 != UInt8(ascii: "\n") }.count + 2
    for remark in typeRemarks + remarks {
      let length = remark.utf8.count
      if width + length + 2 > ArrayPrinter.lineWidth {
        text += ",\n" + spaces(start.utf8.count) + remark
        width = start.utf8.count + length
      } else {
        text += ", " + remark
        width += length + 2
      }
    }
    return text + ")"
  }

  /// What the elements alone do not tell.
  private var typeRemarks: [String] {
    var remarks: [String] = []
    if count == 0 && rank != 1 {
      remarks.append("size=(\(shape.map(String.init).joined(separator: ", ")))")
    }
    let obvious: [DType] = count == 0 ? [.float32] : [.float32, .int64, .bool]
    if !obvious.contains(dtype) { remarks.append("dtype=torch.\(dtype)") }
    return remarks
  }
}

/// PyTorch's layout with its default options: four digits, 80 columns, and above 1,000 elements a
/// summary with three items at each edge.
private struct ArrayPrinter {
  static let lineWidth = 80
  private static let threshold = 1000
  private static let edgeItems = 3

  private let array: NDArray
  private let isSummarised: Bool
  private let format: NumberFormat

  init(_ array: NDArray) {
    self.array = array
    isSummarised = array.count > ArrayPrinter.threshold
    // Only elements that are shown decide how wide and in which form all are.
    format = NumberFormat(of: isSummarised ? ArrayPrinter.summary(array) : array.flatten())
  }

  private static func summary(_ array: NDArray) -> NDArray {
    (0..<array.rank).reduce(array) { part, dim in
      guard array.dims[dim] > 2 * edgeItems else { return part }
      let head = part.narrow(dim, start: 0, length: edgeItems)
      let tail = part.narrow(dim, start: array.dims[dim] - edgeItems, length: edgeItems)
      return .cat([head, tail], dim: dim)
    }.flatten()
  }

  func text(indent: Int) -> String { array.count == 0 ? "[]" : text(array, indent: indent) }

  private func text(_ part: NDArray, indent: Int) -> String {
    if part.rank == 0 { return format.text(part) }
    let (size, edge) = (part.dims[0], ArrayPrinter.edgeItems)
    let isCut = isSummarised && size > 2 * edge
    let shown = isCut ? Array(0..<edge) + Array((size - edge)..<size) : Array(0..<size)
    var items = shown.map { text(part.select(0, $0), indent: indent + 1) }
    let separator: String
    if part.rank == 1 {
      if isCut { items.insert(" ...", at: edge) }
      let perLine = max(1, (ArrayPrinter.lineWidth - indent) / (format.width + 2))
      items = stride(from: 0, to: items.count, by: perLine).map {
        items[$0..<min($0 + perLine, items.count)].joined(separator: ", ")
      }
      separator = ",\n"
    } else {
      if isCut { items.insert("...", at: edge) }
      separator = "," + String(repeating: "\n", count: part.rank - 1)
    }
    return "[" + items.joined(separator: separator + spaces(indent + 1)) + "]"
  }
}

/// The form that all numbers of an array share, and their width.
private struct NumberFormat {
  private enum Form { case whole, fixed, scientific }
  private var form = Form.whole
  private(set) var width = 1

  init(of elements: NDArray) {
    guard elements.dtype.isFloatingPoint else {
      width = max(
        1, (0..<elements.count).map { text(elements.select(0, $0)).utf8.count }.max() ?? 1)
      return
    }
    // Zeros, infinities and NaN neither decide the form nor the width.
    let values = elements.scalars(as: Double.self).filter { $0.isFinite && $0 != 0 }
    let magnitudes = values.map(\.magnitude)
    guard let low = magnitudes.min(), let high = magnitudes.max() else { return }
    let areWhole = values.allSatisfy { $0 == $0.rounded(.up) }
    if high / low > 1000 || high > 1e8 || (!areWhole && low < 1e-4) {
      form = .scientific
    } else if !areWhole {
      form = .fixed
    }
    width = values.map { text($0).utf8.count }.max()!
  }

  /// The only element of `element`, padded to the common width.
  func text(_ element: NDArray) -> String {
    let text =
      if element.dtype.isFloatingPoint {
        text(element.item())
      } else if element.dtype == .bool {
        element.item() != 0 ? "True" : "False"
      } else {
        "\(element.scalars(as: Int.self)[0])"
      }
    return spaces(width - text.utf8.count) + text
  }

  private func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return switch form {
    case .whole: printf("%.0f.", value)
    case .fixed: printf("%.4f", value)
    case .scientific: printf("%.4e", value)
    }
  }

  private func printf(_ format: String, _ value: Double) -> String {
    // The longest Double without exponent has 309 digits before the point.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      let count = withVaList([value]) { vsnprintf(buffer.baseAddress!, buffer.count, format, $0) }
      return String(decoding: UnsafeRawBufferPointer(buffer).prefix(Int(count)), as: UTF8.self)
    }
  }
}

private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
