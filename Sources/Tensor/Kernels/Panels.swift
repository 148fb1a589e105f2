/// The sizes that the layout of the kernels on panels fixes, see panels.h.
enum PanelSize {
  /// Units in a row of a unit panel.
  static let units = 16
  /// Numbers in a row of a gate panel or of a right panel.
  static let columns = 64

  /// How many panels `units` fill.
  static func count(_ units: Int) -> Int { (units + PanelSize.units - 1) / PanelSize.units }

  /// The units of a panel that are not padding, of `units` in all.
  static func units(_ panel: Int, of units: Int) -> Int {
    Swift.min(PanelSize.units, units - panel * PanelSize.units)
  }

  /// How many right panels `columns` fill.
  static func rightCount(_ columns: Int) -> Int {
    (columns + PanelSize.columns - 1) / PanelSize.columns
  }

  /// At least `count` elements and seven lines of the cache: at a multiple of 4096 bytes, or near it, all panels
  /// (or rows) would compete for the same places of the cache.
  static func stride<Element>(_ count: Int, of _: Element.Type) -> Int {
    let line = 64 / MemoryLayout<Element>.stride
    let linesPerPage = 64
    let lines = (count + line - 1) / line + 7
    return (lines % linesPerPage < 4 ? lines + 7 : lines) * line
  }
}

/// Rows of units (16 a panel) or of gates (64 a panel): [panel][row][width], panels `stride` elements apart.
struct Panels<Element: PanelOperand>: Sendable {
  /// Numbers in a row.
  let width: Int
  /// Between panels, in elements.
  let stride: Int
  private let memory: Memory<Element>

  /// Uninitialised.
  init(_ count: Int, rows: Int, width: Int) {
    self.width = width
    stride = PanelSize.stride(rows * width / Element.numbers, of: Element.self)
    memory = Memory(count: count * stride)
  }

  func pointer(panel: Int = 0, row: Int) -> UnsafeMutablePointer<Element> {
    memory.pointer + panel * stride + row * width / Element.numbers
  }

  /// Copies a contiguous matrix [rows, columns] into unit panels, from the given panel and row on.
  func pack(_ matrix: NDArray, panel first: Int = 0, row: Int) {
    let (rows, columns) = (matrix.dims[0], matrix.dims[1])
    forEachBlock(PanelSize.count(columns)) { p in
      pointer(panel: first + p, row: row).pack(
        MatrixOperand(
          pointer: matrix.elements(as: Element.Sum.self) + p * PanelSize.units, stride: columns),
        filled: (rows, PanelSize.units(p, of: columns)), rows: rows,
        width: width / Element.numbers, step: width / Element.numbers)
    }
  }
}

extension Panels where Element.Sum == Element {
  /// The reverse of `pack`: a matrix [rows, columns].
  func unpacked(row: Int, _ rows: Int, _ columns: Int) -> NDArray {
    let result = NDArray(uninitialized: [rows, columns], Element.dtype)
    forEachBlock(PanelSize.count(columns)) { p in
      MatrixOperand(pointer: UnsafePointer(pointer(panel: p, row: row)), stride: width)
        .copy(
          rows: rows, columns: PanelSize.units(p, of: columns),
          to: result.sharedElements(as: Element.self) + p * PanelSize.units, step: columns)
    }
    return result
  }
}

/// 64 columns each of a product's right operand: [panel][depth][64].
struct RightPanels<Element: PanelOperand>: Sendable {
  /// In elements: one panel.
  let stride: Int
  private let memory: Memory<Element>

  /// Uninitialised; `depth` in numbers, even where elements are pairs.
  init(_ count: Int, depth: Int) {
    stride = depth / Element.numbers * PanelSize.columns
    memory = Memory(count: count * stride)
  }

  func pointer(panel: Int = 0) -> UnsafeMutablePointer<Element> {
    memory.pointer + panel * stride
  }
}

extension UnsafeMutablePointer where Pointee: PanelOperand {
  /// Writes part of a panel: `rows` rows of `width` operands, which lie `step` apart. What `matrix` does not fill, with
  /// `filled` rows and columns, is zero.
  func pack(
    _ matrix: MatrixOperand<Pointee.Sum>, filled: (rows: Int, columns: Int), rows: Int, width: Int,
    step: Int
  ) {
    let filledWidth = (filled.columns + Pointee.numbers - 1) / Pointee.numbers
    if filledWidth < width {
      for row in 0..<filled.rows {
        (self + row * step + filledWidth).update(repeating: 0, count: width - filledWidth)
      }
    }
    for row in filled.rows..<rows { (self + row * step).update(repeating: 0, count: width) }
    Pointee.copy(matrix, rows: filled.rows, columns: filled.columns, to: self, step: step)
  }
}
