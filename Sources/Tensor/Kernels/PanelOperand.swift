import CApusKernels

/// What products on panels multiply: numbers, or pairs of bfloat16 that are neighbours in the direction that the
/// product sums.
protocol PanelOperand: BitwiseCopyable, Sendable, ExpressibleByIntegerLiteral {
  /// What the products are summed in, and what operands are made of.
  associatedtype Sum: ProductElement

  /// How many numbers an operand holds.
  static var numbers: Int { get }

  static var kernels: PanelKernels<Self> { get }

  /// The memory of these numbers as that of operands; nil where operands are no numbers.
  static func sharing(_ panels: Panels<Sum>) -> Panels<Self>?

  /// The rows of a matrix as operands where they lie; nil where they must be copied.
  static func rows(of matrix: MatrixOperand<Sum>) -> UnsafePointer<Self>?

  /// Copies the first rows and columns of a matrix to rows that are `step` operands apart: operands along the rows.
  static func copy(
    _ matrix: MatrixOperand<Sum>, rows: Int, columns: Int, to: UnsafeMutablePointer<Self>, step: Int
  )

  /// Writes a right panel, operands along its depth; `fill` writes [depth][64] numbers.
  static func packRightPanel(
    depth: Int, to: UnsafeMutablePointer<Self>, fill: (UnsafeMutablePointer<Sum>) -> Void)

  /// Some rows of some panels as operands along the rows' order. Pairs are made anew in `scratch`.
  static func alongRows(
    _ panels: Panels<Self>, _ range: Range<Int>, row: Int, _ rows: Int, _ scratch: Memory<Self>
  ) -> (pointer: UnsafePointer<Self>, stride: Int)

  /// Memory for `alongRows`, for up to that many rows and numbers in each.
  static func scratch(_ rows: Int, _ width: Int) -> Memory<Self>
}

// MARK: - Numbers

extension PanelOperand where Sum == Self {
  static var numbers: Int { 1 }

  static func sharing(_ panels: Panels<Self>) -> Panels<Self>? { panels }

  static func rows(of matrix: MatrixOperand<Self>) -> UnsafePointer<Self>? {
    matrix.isTransposed ? nil : matrix.pointer
  }

  static func copy(
    _ matrix: MatrixOperand<Self>, rows: Int, columns: Int, to: UnsafeMutablePointer<Self>,
    step: Int
  ) {
    matrix.copy(rows: rows, columns: columns, to: to, step: step)
  }

  static func packRightPanel(
    depth: Int, to: UnsafeMutablePointer<Self>, fill: (UnsafeMutablePointer<Self>) -> Void
  ) {
    fill(to)
  }

  static func alongRows(
    _ panels: Panels<Self>, _ range: Range<Int>, row: Int, _ rows: Int, _ scratch: Memory<Self>
  ) -> (pointer: UnsafePointer<Self>, stride: Int) {
    (UnsafePointer(panels.pointer(panel: range.lowerBound, row: row)), panels.stride)
  }

  static func scratch(_ rows: Int, _ width: Int) -> Memory<Self> { Memory(count: 0) }
}

extension Float: PanelOperand {
  static let kernels = PanelKernels(k_panels_f32(instructionSet).pointee)
}

extension Double: PanelOperand {
  static let kernels = PanelKernels(k_panels_f64(instructionSet).pointee)
}

// MARK: - Pairs

typealias BFloat16Pair = k_bf16_pair

extension BFloat16Pair: PanelOperand {
  typealias Sum = Float

  static var numbers: Int { 2 }
  static let kernels = PanelKernels(k_panels_bf16(instructionSet).pointee)

  static func sharing(_: Panels<Float>) -> Panels<BFloat16Pair>? { nil }
  static func rows(of _: MatrixOperand<Float>) -> UnsafePointer<BFloat16Pair>? { nil }

  static func copy(
    _ matrix: MatrixOperand<Float>, rows: Int, columns: Int,
    to: UnsafeMutablePointer<BFloat16Pair>, step: Int
  ) {
    if matrix.isTransposed {
      let rowMajor = Memory<Float>(count: rows * columns)
      matrix.copy(rows: rows, columns: columns, to: rowMajor.pointer, step: columns)
      k_bf16_pairs(rowMajor.pointer, columns, to, step, rows, columns)
      withExtendedLifetime(rowMajor) {}
    } else {
      k_bf16_pairs(matrix.pointer, matrix.stride, to, step, rows, columns)
    }
  }

  static func packRightPanel(
    depth: Int, to: UnsafeMutablePointer<BFloat16Pair>, fill: (UnsafeMutablePointer<Float>) -> Void
  ) {
    let rowPairs = PanelSize.columns / 2
    let numbers = Memory<Float>(count: depth * 2 * rowPairs)
    let pairs = Memory<BFloat16Pair>(count: depth * rowPairs)
    fill(numbers.pointer)
    k_bf16_pairs(numbers.pointer, 2 * rowPairs, pairs.pointer, rowPairs, depth, 2 * rowPairs)
    k_bf16_pairs_of_rows(pairs.pointer, to, depth, rowPairs)
    withExtendedLifetime((numbers, pairs)) {}
  }

  static func alongRows(
    _ panels: Panels<BFloat16Pair>, _ range: Range<Int>, row: Int, _ rows: Int,
    _ scratch: Memory<BFloat16Pair>
  ) -> (pointer: UnsafePointer<BFloat16Pair>, stride: Int) {
    let stride = (rows + 1) / 2 * panels.width
    for (index, panel) in range.enumerated() {
      k_bf16_pairs_of_rows(
        panels.pointer(panel: panel, row: row), scratch.pointer + index * stride, rows,
        panels.width / 2)
    }
    return (UnsafePointer(scratch.pointer), stride)
  }

  static func scratch(_ rows: Int, _ width: Int) -> Memory<BFloat16Pair> {
    Memory(count: (rows + 1) / 2 * width)
  }
}
