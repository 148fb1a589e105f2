import CKernels
import Glibc
import Testing

/// The kernels on panels in every instruction set of this processor, against plain loops over the same layouts.
@Suite struct PanelKernelTests {
  static let sets = [k_portable, k_avx2, k_avx512, k_avx512_bf16].filter {
    $0.rawValue <= k_best_instruction_set().rawValue
  }

  /// Numbers between -1 and 1 that a seed decides, `count` of them.
  private func numbers(_ count: Int, _ seed: UInt32) -> [Float] {
    var mt = k_mt19937()
    k_mt19937_seed(&mt, seed)
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      k_mt19937_uniform_f32(&mt, -1, 1, buffer.baseAddress!, count)
      filled = count
    }
  }

  private func close(_ a: [Float], _ b: [Double], _ tolerance: Double) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs(Double($0) - $1) <= tolerance }
  }

  @Test(arguments: sets, [1, 7, 65]) func rowProduct(set: k_instruction_set, rows: Int) {
    for (columns, depth) in [(64, 40), (17, 1), (1, 7)] {
      let step = depth + 3
      let (a, b) = (numbers(rows * step, 1), numbers(depth * 64, 2))
      let start = numbers(rows * columns, 3)
      for adds in [false, true] {
        var c = start
        k_panels_f32(set).pointee.row_product(
          rows, columns, depth, a, step, b, adds ? 1 : 0, &c, columns)
        var expected = adds ? start.map { Double($0) } : [Double](repeating: 0, count: c.count)
        for row in 0..<rows {
          for column in 0..<columns {
            for k in 0..<depth {
              expected[row * columns + column] +=
                Double(a[row * step + k]) * Double(b[k * 64 + column])
            }
          }
        }
        #expect(close(c, expected, 2e-5))
      }
    }
  }

  @Test(arguments: sets, [1, 5, 6, 7, 65]) func gateProduct(set: k_instruction_set, rows: Int) {
    let (panels, columns) = (3, 70)
    let depth = panels * 64
    let stride = (rows + 7) * 64
    let (a, b) = (numbers(panels * stride, 1), numbers(2 * depth * 64, 2))
    var c = [Float](repeating: 0, count: rows * columns)
    k_panels_f32(set).pointee.gate_product(rows, columns, panels, a, stride, b, &c, columns)
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
    #expect(close(c, expected, 2e-5))
  }

  @Test(arguments: sets, [1, 3, 4, 65]) func addTransposed(set: k_instruction_set, depth: Int) {
    let panels = 2
    let stride = (depth + 7) * 16
    let (a, b) = (numbers(panels * stride, 1), numbers(depth * 64, 2))
    let start = numbers(panels * 16 * 64, 3)
    var c = start
    k_panels_f32(set).pointee.add_transposed(depth, panels, a, stride, b, &c)
    var expected = start.map { Double($0) }
    for unit in 0..<(panels * 16) {
      for column in 0..<64 {
        for k in 0..<depth {
          let left = a[unit / 16 * stride + k * 16 + unit % 16]
          expected[unit * 64 + column] += Double(left) * Double(b[k * 64 + column])
        }
      }
    }
    #expect(close(c, expected, 2e-5))
  }

  /// All sizes of an LSTM's step: whole panels and parts, one tile and several.
  @Test(arguments: sets, [1, 7, 32]) func lstmStep(set: k_instruction_set, rows: Int) {
    for hidden in [1, 16, 17, 80] { compareStep(set, rows: rows, hidden: hidden) }
  }

  private func compareStep(_ set: k_instruction_set, rows: Int, hidden: Int) {
    let hiddenPanels = (hidden + 15) / 16
    let depth = (hiddenPanels + 1) * 16
    let (stride, gateStride) = ((rows + 7) * 16, (rows + 7) * 64)
    var shape = k_lstm_shape(
      rows: rows, hidden: hidden, first_panel: 0, end_panel: hiddenPanels,
      left_panels: hiddenPanels + 1, left_stride: stride, weight_stride: depth * 64,
      gate_stride: gateStride, state_stride: stride, carry_stride: stride)
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
    var gates = [Float](repeating: 0, count: hiddenPanels * gateStride)
    var (c, h) = (cBefore, cBefore)
    var y = [Float](repeating: 0, count: rows * hidden)
    table.lstm_forward(&shape, xh, weights, bias, cBefore, &gates, &c, &h, &y)
    shape.left_panels = hiddenPanels
    shape.left_stride = gateStride
    shape.weight_stride = laterDepth * 64
    var (dGates, carry) = (gates, carryBefore)
    var dBias = [Float](repeating: 0, count: hiddenPanels * 64)
    table.lstm_backward(
      &shape, later, recurrent, dy, dhLast, gates, cBefore, c, &carry, &dGates, &dBias)

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
    for (a, b) in zip(dBias, biasSums) { compare(a, b) }
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
