import CApusKernels
import Glibc
import Testing

/// One kind of operand in one instruction set.
struct PanelKind<Operand, Sum: BinaryFloatingPoint> {
  /// How many numbers an operand holds.
  var numbers = 1
  /// The nearest number that an operand can hold.
  var round: (Double) -> Sum
  /// Operands of numbers one after the other.
  var pack: ([Sum]) -> [Operand]
  /// Of sums of a hundred products of numbers below 1.
  let tolerance: Double

  let rowProduct:
    (
      Int, Int, Int, UnsafePointer<Operand>, Int, UnsafePointer<Operand>, Int32,
      UnsafeMutablePointer<Sum>, Int
    ) -> Void
  let gateProduct:
    (
      Int, Int, Int, UnsafePointer<Operand>, Int, UnsafePointer<Operand>,
      UnsafeMutablePointer<Sum>, Int
    ) -> Void
  let addTransposed:
    (
      Int, Int, UnsafePointer<Operand>, Int, UnsafePointer<Operand>, UnsafeMutablePointer<Sum>
    ) -> Void

  /// Numbers between -1 and 1 that a seed decides.
  func values(_ count: Int, _ seed: UInt32) -> [Sum] { numbersBetween1(count, seed).map(round) }

  /// A matrix as rows of operands along the direction in which its rows lie under each other: a right panel, or a left one
  /// whose rows are summed.
  func packDown(_ matrix: [Sum], width: Int) -> [Operand] {
    let rows = matrix.count / width
    var ordered: [Sum] = []
    for row in stride(from: 0, to: rows, by: numbers) {
      for column in 0..<width {
        for below in row..<(row + numbers) {
          ordered.append(below < rows ? matrix[below * width + column] : 0)
        }
      }
    }
    return pack(ordered)
  }
}

private func numbersBetween1(_ count: Int, _ seed: UInt32) -> [Double] {
  var mt = k_mt19937()
  k_mt19937_seed(&mt, seed)
  return [Double](unsafeUninitializedCapacity: count) { buffer, filled in
    k_mt19937_uniform_f64(&mt, -1, 1, buffer.baseAddress!, count)
    filled = count
  }
}

private func f32(_ set: k_instruction_set) -> PanelKind<Float, Float> {
  let table = k_panels_f32(set).pointee
  return PanelKind(
    round: { Float($0) }, pack: { $0 }, tolerance: 2e-5, rowProduct: table.row_product,
    gateProduct: table.gate_product, addTransposed: table.add_transposed)
}

private func f64(_ set: k_instruction_set) -> PanelKind<Double, Double> {
  let table = k_panels_f64(set).pointee
  return PanelKind(
    round: { $0 }, pack: { $0 }, tolerance: 1e-13, rowProduct: table.row_product,
    gateProduct: table.gate_product, addTransposed: table.add_transposed)
}

private func bf16(_ set: k_instruction_set) -> PanelKind<k_bf16_pair, Float> {
  let table = k_panels_bf16(set).pointee
  return PanelKind(
    numbers: 2, round: { Float(bitPattern: Float($0).bitPattern & 0xffff_0000) },
    pack: { numbers in
      stride(from: 0, to: numbers.count, by: 2).map {
        numbers[$0].bitPattern >> 16 | numbers[$0 + 1].bitPattern
      }
    },
    tolerance: 2e-5, rowProduct: table.row_product, gateProduct: table.gate_product,
    addTransposed: table.add_transposed)
}

/// The kernels on panels in every instruction set of this processor, against plain loops over the same layouts.
@Suite struct PanelKernelTests {
  static let sets = [k_portable, k_avx2, k_avx512, k_avx512_bf16].filter {
    $0.rawValue <= k_best_instruction_set().rawValue
  }

  private func numbers(_ count: Int, _ seed: UInt32) -> [Float] {
    numbersBetween1(count, seed).map { Float($0) }
  }

  private func close<T: BinaryFloatingPoint>(_ a: [T], _ b: [Double], _ tolerance: Double) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs(Double($0) - $1) <= tolerance }
  }

  // MARK: - Products

  @Test(arguments: sets, [1, 5, 6, 7, 65]) func products(set: k_instruction_set, rows: Int) {
    compareProducts(f32(set), rows)
    compareProducts(f64(set), rows)
    compareProducts(bf16(set), rows)
  }

  private func compareProducts<Operand, Sum>(_ kind: PanelKind<Operand, Sum>, _ rows: Int) {
    for (columns, depth) in [(64, 40), (17, 2), (1, 14)] {
      for adds in [false, true] { compareRowProduct(kind, rows, columns, depth, adds) }
    }
    compareGateProduct(kind, rows, panels: 3, columns: 70)
    for depth in [1, 3, 4, rows] { compareAddTransposed(kind, depth) }
  }

  private func compareRowProduct<Operand, Sum>(
    _ kind: PanelKind<Operand, Sum>, _ rows: Int, _ columns: Int, _ depth: Int, _ adds: Bool
  ) {
    let step = depth + 2 * kind.numbers
    let (a, b) = (kind.values(rows * step, 1), kind.values(depth * 64, 2))
    var c = kind.values(rows * columns, 3)
    var expected = c.map { adds ? Double($0) : 0 }
    for row in 0..<rows {
      for column in 0..<columns {
        for k in 0..<depth {
          expected[row * columns + column] +=
            Double(a[row * step + k]) * Double(b[k * 64 + column])
        }
      }
    }
    kind.rowProduct(
      rows, columns, depth / kind.numbers, kind.pack(a), step / kind.numbers,
      kind.packDown(b, width: 64), adds ? 1 : 0, &c, columns)
    #expect(close(c, expected, kind.tolerance))
  }

  private func compareGateProduct<Operand, Sum>(
    _ kind: PanelKind<Operand, Sum>, _ rows: Int, panels: Int, columns: Int
  ) {
    let (depth, stride) = (panels * 64, (rows + 7) * 64)
    let (a, b) = (kind.values(panels * stride, 1), kind.values(2 * depth * 64, 2))
    var c = [Sum](repeating: 0, count: rows * columns)
    kind.gateProduct(
      rows, columns, panels, kind.pack(a), stride / kind.numbers, kind.packDown(b, width: 64), &c,
      columns)
    var expected = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        for k in 0..<depth {
          let left = a[k / 64 * stride + row * 64 + k % 64]
          let right = b[(column / 64 * depth + k) * 64 + column % 64]
          expected[row * columns + column] += Double(left) * Double(right)
        }
      }
    }
    #expect(close(c, expected, 2 * kind.tolerance))
  }

  private func compareAddTransposed<Operand, Sum>(_ kind: PanelKind<Operand, Sum>, _ depth: Int) {
    let panels = 2
    let stride = (depth + 8) / 2 * 2 * 16
    let (a, b) = (kind.values(panels * stride, 1), kind.values(depth * 64, 2))
    var c = kind.values(panels * 16 * 64, 3)
    var expected = c.map { Double($0) }
    for unit in 0..<(panels * 16) {
      for column in 0..<64 {
        for k in 0..<depth {
          let left = a[unit / 16 * stride + k * 16 + unit % 16]
          expected[unit * 64 + column] += Double(left) * Double(b[k * 64 + column])
        }
      }
    }
    kind.addTransposed(
      (depth + kind.numbers - 1) / kind.numbers, panels, kind.packDown(a, width: 16),
      stride / kind.numbers, kind.packDown(b, width: 64), &c)
    #expect(close(c, expected, kind.tolerance))
  }

  @Test(arguments: [1, 2, 5, 64]) func pairsOfBFloat16(columns: Int) {
    let rows = 3
    let (from, pairs) = (numbers(rows * columns, 4), (columns + 1) / 2)
    var across = [k_bf16_pair](repeating: 0, count: rows * pairs)
    k_bf16_pairs(from, columns, &across, pairs, rows, columns)
    func nearest(_ row: Int, _ column: Int) -> UInt32 {
      guard row < rows, column < columns else { return 0 }
      let bits = from[row * columns + column].bitPattern
      let (below, above) = (bits >> 16, bits >> 16 + 1)
      func distance(_ half: UInt32) -> Float {
        abs(Float(bitPattern: half << 16) - from[row * columns + column])
      }
      return distance(above) < distance(below) ? above : below
    }
    for (at, pair) in across.enumerated() {
      let (row, column) = (at / pairs, at % pairs * 2)
      #expect(pair == nearest(row, column) | nearest(row, column + 1) << 16)
    }
    var down = [k_bf16_pair](repeating: 0, count: (rows + 1) / 2 * 2 * pairs)
    k_bf16_pairs_of_rows(across, &down, rows, pairs)
    for (at, pair) in down.enumerated() {
      let (row, column) = (at / (2 * pairs) * 2, at % (2 * pairs))
      #expect(pair == nearest(row, column) | nearest(row + 1, column) << 16)
    }
  }

  @Test func bfloat16OfWhatIsNoNumber() {
    // Ties go to the even neighbour; the largest floats round to infinity.
    let from: [Float] = [
      .nan, .infinity, -.infinity, Float(bitPattern: 0x3f80_8000), Float(bitPattern: 0x3f81_8000),
      .greatestFiniteMagnitude, -0.0, .leastNonzeroMagnitude,
    ]
    var pairs = [k_bf16_pair](repeating: 0, count: 4)
    k_bf16_pairs(from, 8, &pairs, 4, 1, 8)
    let halves = pairs.flatMap { [$0 & 0xffff, $0 >> 16] }
    #expect(Float(bitPattern: halves[0] << 16).isNaN)
    #expect(halves[1...] == [0x7f80, 0xff80, 0x3f80, 0x3f82, 0x7f80, 0x8000, 0])
  }

  // MARK: - LSTM

  /// All sizes of an LSTM's step: whole panels and parts, one tile and several.
  @Test(arguments: sets, [1, 7, 32]) func lstmStep(set: k_instruction_set, rows: Int) {
    for hidden in [1, 16, 17, 80] { compareStep(set, rows: rows, hidden: hidden) }
  }

  private func compareStep(_ set: k_instruction_set, rows: Int, hidden: Int) {
    let hiddenPanels = (hidden + 15) / 16
    let depth = (hiddenPanels + 1) * 16
    let (stride, gateStride) = ((rows + 7) * 16, (rows + 7) * 64)
    let part = k_lstm_part(
      rows: rows, hidden: hidden, first_panel: 0, end_panel: hiddenPanels)
    // Padding units have no weights and no state, as `pack` leaves them.
    func isPadding(_ unit: Int) -> Bool { unit >= hidden }
    var weights = numbers(hiddenPanels * depth * 64, 1)
    var bias = numbers(hiddenPanels * 64, 2)
    for u in 0..<(hiddenPanels * 16) where isPadding(u) {
      for gate in 0..<4 {
        bias[u / 16 * 64 + gate * 16 + u % 16] = 0
        for k in 0..<depth { weights[(u / 16 * depth + k) * 64 + gate * 16 + u % 16] = 0 }
      }
    }
    let xh = numbers((hiddenPanels + 1) * stride, 3)
    var cBefore = numbers(hiddenPanels * stride, 4)
    for panel in 0..<hiddenPanels {
      for at in 0..<stride where isPadding(panel * 16 + at % 16) {
        cBefore[panel * stride + at] = 0
      }
    }
    let (dy, dhLast) = (numbers(rows * hidden, 5), numbers(rows * hidden, 6))
    let later = numbers(hiddenPanels * gateStride, 7)
    let laterDepth = hiddenPanels * 64
    var recurrent = numbers((hiddenPanels + 3) / 4 * laterDepth * 64, 8)
    for at in recurrent.indices where isPadding(at / (laterDepth * 64) * 64 + at % 64) {
      recurrent[at] = 0
    }
    let carryBefore = cBefore.map { $0 / 2 }
    let table = k_panels_f32(set).pointee
    let arena = Arena()
    let (gates, c, h) = (
      arena.zeros(hiddenPanels * gateStride), arena.copy(cBefore), arena.copy(cBefore)
    )
    let (stateBefore, y) = (arena.copy(cBefore), arena.zeros(rows * hidden))
    var forward = k_lstm_forward(
      part: part, left: arena.copy(xh), left_panels: hiddenPanels + 1, left_stride: stride,
      weights: arena.copy(weights), weight_stride: depth * 64, bias: arena.copy(bias),
      c_prev: stateBefore, c: c, state_stride: stride, gates: gates, gate_stride: gateStride, h: h,
      y: y)
    table.lstm_forward(&forward)
    let (dGates, carry) = (arena.zeros(hiddenPanels * gateStride), arena.copy(carryBefore))
    let dBias = arena.zeros(hiddenPanels * 64)
    var backward = k_lstm_backward(
      part: part, d_later: arena.copy(later), gate_panels: hiddenPanels, d_stride: gateStride,
      weights: arena.copy(recurrent), weight_stride: laterDepth * 64, dy: arena.copy(dy),
      dh_last: arena.copy(dhLast), gates: gates, gate_stride: gateStride, c_prev: stateBefore,
      c: c, state_stride: stride, carry: carry, carry_stride: stride, d_gates: dGates,
      d_bias: dBias)
    table.lstm_backward(&backward)
    defer { withExtendedLifetime(arena) {} }

    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    var worst = 0.0
    func compare(_ a: Float, _ b: Double) { worst = max(worst, abs(Double(a) - b)) }
    var biasSums = [Double](repeating: 0, count: hiddenPanels * 64)
    for row in 0..<rows {
      for unit in 0..<hidden {
        let (panel, lane) = (unit / 16, unit % 16)
        var sums = (0..<4).map { Double(bias[panel * 64 + $0 * 16 + lane]) }
        for k in 0..<depth {
          let x = Double(xh[k / 16 * stride + row * 16 + k % 16])
          for gate in 0..<4 {
            sums[gate] += x * Double(weights[(panel * depth + k) * 64 + gate * 16 + lane])
          }
        }
        let (i, f, g, o) = (sigmoid(sums[0]), sigmoid(sums[1]), tanh(sums[2]), sigmoid(sums[3]))
        let at = panel * stride + row * 16 + lane
        let before = Double(cBefore[at])
        let next = f * before + i * g
        let gateAt = panel * gateStride + row * 64 + lane
        compare(c[at], next)
        compare(h[at], o * tanh(next))
        compare(y[row * hidden + unit], o * tanh(next))
        for (gate, value) in [i, f, g, o].enumerated() { compare(gates[gateAt + gate * 16], value) }

        var dh = Double(dy[row * hidden + unit]) + Double(dhLast[row * hidden + unit])
        for k in 0..<laterDepth {
          let left = later[k / 64 * gateStride + row * 64 + k % 64]
          let right = recurrent[(unit / 64 * laterDepth + k) * 64 + unit % 64]
          dh += Double(left) * Double(right)
        }
        let dc = Double(carryBefore[at]) + dh * o * (1 - tanh(next) * tanh(next))
        let expected = [
          dc * g * i * (1 - i), dc * before * f * (1 - f), dc * i * (1 - g * g),
          dh * tanh(next) * o * (1 - o),
        ]
        for (gate, value) in expected.enumerated() {
          compare(dGates[gateAt + gate * 16], value)
          biasSums[panel * 64 + gate * 16 + lane] += value
        }
        compare(carry[at], dc * f)
      }
    }
    for (i, sum) in biasSums.enumerated() { compare(dBias[i], sum) }
    #expect(worst < 1e-4, "hidden \(hidden)")
    for u in hidden..<(hiddenPanels * 16) {
      for row in 0..<rows {
        let at = u / 16 * stride + row * 16 + u % 16
        #expect(c[at] == 0 && h[at] == 0 && carry[at] == 0)
        for gate in 0..<4 {
          #expect(dGates[u / 16 * gateStride + row * 64 + gate * 16 + u % 16] == 0)
        }
      }
    }
  }
}

/// Memory that C keeps pointers to, freed together.
private final class Arena {
  private var blocks: [UnsafeMutablePointer<Float>] = []

  func copy(_ values: [Float]) -> UnsafeMutablePointer<Float> {
    let block = UnsafeMutablePointer<Float>.allocate(capacity: values.count)
    block.initialize(from: values, count: values.count)
    blocks.append(block)
    return block
  }

  func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
    copy([Float](repeating: 0, count: count))
  }

  deinit { for block in blocks { block.deallocate() } }
}
