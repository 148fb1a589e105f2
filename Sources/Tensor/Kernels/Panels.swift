/// Rows of units (16 a panel) or of gates (64 a panel) in the layout of the kernels on panels, see
/// CKernels.h: [panel][row][width], panels `stride` elements apart.
struct Panels: Sendable {
  static let units = 16
  static let columns = 64

  let array: NDArray
  let width: Int
  let stride: Int

  /// Uninitialised.
  init(_ count: Int, rows: Int, width: Int, _ dtype: DType) {
    self.width = width
    stride = Panels.stride(rows * width, dtype)
    array = NDArray(uninitialized: [count, stride], dtype)
  }

  /// At least `count` elements and seven lines of the cache: at a multiple of 4096 bytes, or near it, all panels
  /// (or rows) would compete for the same places of the cache.
  static func stride(_ count: Int, _ dtype: DType) -> Int {
    let line = 64 / dtype.size
    let linesPerPage = 64
    let lines = (count + line - 1) / line + 7
    return (lines % linesPerPage < 4 ? lines + 7 : lines) * line
  }

  /// How many panels `units` fill.
  static func count(_ units: Int) -> Int { (units + Panels.units - 1) / Panels.units }

  func pointer<T: NativeScalar>(panel: Int = 0, row: Int, _: T.Type) -> UnsafeMutablePointer<T> {
    array.sharedElements(as: T.self) + panel * stride + row * width
  }
}

/// The units of a panel that are no padding, of `units` in all.
func unitsInPanel(_ panel: Int, of units: Int) -> Int {
  Swift.min(Panels.units, units - panel * Panels.units)
}

extension UnsafeMutablePointer where Pointee: NativeScalar {
  /// Writes part of a panel: `rows` rows of `width`, which lie `step` apart. What `matrix` does not fill, with
  /// `filled` rows and columns, is zero.
  func pack(
    _ matrix: MatrixOperand<Pointee>, filled: (rows: Int, columns: Int), rows: Int, width: Int,
    step: Int
  ) {
    if filled.columns < width {
      for row in 0..<filled.rows {
        (self + row * step + filled.columns).update(repeating: 0, count: width - filled.columns)
      }
    }
    for row in filled.rows..<rows { (self + row * step).update(repeating: 0, count: width) }
    matrix.copy(rows: filled.rows, columns: filled.columns, to: self, step: step)
  }
}

extension NDArray {
  /// Copies this contiguous matrix [rows, columns] into unit panels, from the given panel and row on.
  func pack<T: NativeScalar>(into panels: Panels, panel first: Int = 0, row: Int, _: T.Type) {
    let (rows, columns) = (dims[0], dims[1])
    forEachBlock(Panels.count(columns)) { p in
      panels.pointer(panel: first + p, row: row, T.self).pack(
        MatrixOperand(pointer: elements(as: T.self) + p * Panels.units, stride: columns),
        filled: (rows, unitsInPanel(p, of: columns)), rows: rows, width: Panels.units,
        step: Panels.units)
    }
  }

  /// The reverse of `pack`: a matrix [rows, columns].
  static func unpacked<T: NativeScalar>(
    _ panels: Panels, row: Int, _ rows: Int, _ columns: Int, _: T.Type
  ) -> NDArray {
    let result = NDArray(uninitialized: [rows, columns], T.dtype)
    forEachBlock(Panels.count(columns)) { p in
      MatrixOperand(pointer: panels.pointer(panel: p, row: row, T.self), stride: Panels.units)
        .copy(
          rows: rows, columns: unitsInPanel(p, of: columns),
          to: result.sharedElements(as: T.self) + p * Panels.units, step: columns)
    }
    return result
  }
}
