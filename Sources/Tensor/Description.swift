import Glibc

extension NDArray: CustomStringConvertible {
  /// The elements as PyTorch prints a tensor: `tensor([[1., 2.], [3., 4.]])`.
  public var description: String { described() }

  /// The same with remarks such as `requires_grad=True` at the end.
  package func described(remarks: [String] = []) -> String {
    let prefix = "tensor("
    var parts = [ArrayPrinter(self).text(indent: prefix.utf8.count)]
    if count == 0 && rank != 1 { parts.append("size=(\(shape.map(String.init).joined(separator: ", ")))") }
    let isDefault = [.float32, .int64, .bool].contains(dtype)
    if !isDefault || (count == 0 && dtype != .float32) { parts.append("dtype=torch.\(dtype)") }
    return prefix + (parts + remarks).joined(separator: ", ") + ")"
  }
}

/// PyTorch's layout (torch/_tensor_str.py) with its default options: four digits, 80 columns, a summary
/// with three items at each edge above 1,000 elements.
private struct ArrayPrinter {
  private static let digits = 4, lineWidth = 80, threshold = 1000, edgeItems = 3

  let array: NDArray
  let isSummarised: Bool
  let style: NumberStyle

  init(_ array: NDArray) {
    self.array = array
    isSummarised = array.count > ArrayPrinter.threshold
    style = NumberStyle(
      of: isSummarised ? ArrayPrinter.shown(array) : array.scalars(as: Double.self),
      dtype: array.dtype)
  }

  /// The elements that a summary shows: they alone decide its number format.
  private static func shown(_ array: NDArray) -> [Double] {
    guard array.rank > 0 else { return array.scalars(as: Double.self) }
    let size = array.dims[0]
    let rows =
      size > 2 * edgeItems
      ? Array(0..<edgeItems) + Array((size - edgeItems)..<size) : Array(0..<size)
    return rows.flatMap { shown(array.select(0, $0)) }
  }

  func text(indent: Int) -> String {
    if array.count == 0 { return "[]" }
    return text(array, indent: indent)
  }

  private func text(_ part: NDArray, indent: Int) -> String {
    if part.rank == 0 { return style.format(part) }
    let size = part.dims[0]
    let isCut = isSummarised && size > 2 * ArrayPrinter.edgeItems
    let edge = ArrayPrinter.edgeItems
    let shown = isCut ? Array(0..<edge) + Array((size - edge)..<size) : Array(0..<size)
    if part.rank == 1 {
      var items = shown.map { style.format(part.select(0, $0)) }
      if isCut { items.insert(" ...", at: edge) }
      let perLine = max(1, (ArrayPrinter.lineWidth - indent) / (style.width + 2))
      let lines = stride(from: 0, to: items.count, by: perLine).map {
        items[$0..<min($0 + perLine, items.count)].joined(separator: ", ")
      }
      return "[" + lines.joined(separator: ",\n" + spaces(indent + 1)) + "]"
    }
    var rows = shown.map { text(part.select(0, $0), indent: indent + 1) }
    if isCut { rows.insert("...", at: edge) }
    let gap = "," + String(repeating: "\n", count: part.rank - 1) + spaces(indent + 1)
    return "[" + rows.joined(separator: gap) + "]"
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}

/// How wide and with how many digits the numbers of one array are printed.
private struct NumberStyle {
  enum Kind { case integer, wholeFloat, fixed, scientific, bool }
  private(set) var kind: Kind
  private(set) var width = 1

  init(of values: [Double], dtype: DType) {
    guard dtype.isFloatingPoint else {
      kind = dtype == .bool ? .bool : .integer
      width = values.map { text($0).utf8.count }.max() ?? 1
      return
    }
    let finite = values.filter { $0.isFinite && $0 != 0 }.map { abs($0) }
    guard let low = finite.min(), let high = finite.max() else {
      kind = values.contains { $0 == 0 } ? .wholeFloat : .fixed
      if values.allSatisfy({ !$0.isFinite || $0 == 0 }) { kind = .wholeFloat }
      width = values.map { text($0).utf8.count }.max() ?? 1
      return
    }
    let isWhole = values.allSatisfy { !$0.isFinite || $0 == $0.rounded(.up) }
    if isWhole {
      kind = high / low > 1000 || high > 1e8 ? .scientific : .wholeFloat
    } else {
      kind = high / low > 1000 || high > 1e8 || low < 1e-4 ? .scientific : .fixed
    }
    // Zero, infinities and NaN are as wide as they are, but do not decide it for whole numbers.
    let measured = values.filter { $0.isFinite && $0 != 0 }
    width = measured.map { text($0).utf8.count }.max() ?? 1
    if values.contains(where: { !$0.isFinite }) && kind == .wholeFloat { width += 0 }
  }

  func format(_ element: NDArray) -> String {
    let text =
      element.dtype.isFloatingPoint
      ? text(element.item()) : integerText(element)
    return String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  private func integerText(_ element: NDArray) -> String {
    let value = element.scalars(as: Int.self)[0]
    return kind == .bool ? (value != 0 ? "True" : "False") : String(value)
  }

  private func text(_ value: Double) -> String {
    if kind == .bool { return value != 0 ? "True" : "False" }
    if kind == .integer { return String(Int(value)) }
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    switch kind {
    case .wholeFloat: return printf("%.0f", value) + "."
    case .scientific: return printf("%.4e", value)
    default: return printf("%.4f", value)
    }
  }

  private func printf(_ format: String, _ value: Double) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      let count = withVaList([value]) { vsnprintf(buffer.baseAddress!, buffer.count, format, $0) }
      return String(
        decoding: UnsafeRawBufferPointer(buffer).prefix(Int(count)), as: UTF8.self)
    }
  }
}
