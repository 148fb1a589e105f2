// The weights of an LSTM packed for the kernels, and their gradients unpacked.

extension LSTMLayout {
  /// Calls `body` for the four gates of a panel's units: where they stand among the 4H rows of a weight, and
  /// among the panel's 64 columns.
  private func forEachGate(_ panel: Int, _ body: (_ row: Int, _ column: Int) -> Void) {
    for gate in 0..<4 { body(gate * hidden + panel * PanelSize.units, gate * PanelSize.units) }
  }

  /// Both weights and how many unit panels their columns fill, in the order in which they are joined.
  private func parts(_ inputWeight: NDArray, _ hiddenWeight: NDArray) -> [(NDArray, Int)] {
    [(inputWeight, inputPanels), (hiddenWeight, hiddenPanels)]
  }

  /// W_ih^T above W_hh^T, a right panel for each hidden panel: what x and h are multiplied with.
  func joined<Operand: PanelOperand>(_ weights: LSTMWeights, _: Operand.Type) -> RightPanels<
    Operand
  > {
    let result = RightPanels<Operand>(hiddenPanels, depth: depth)
    forEachBlock(hiddenPanels) { panel in
      Operand.packRightPanel(depth: depth, to: result.pointer(panel: panel)) { start in
        var to = start
        for (weight, panels) in parts(weights.inputWeight, weights.hiddenWeight) {
          let (from, columns) = (weight.elements(as: Operand.Sum.self), weight.dims[1])
          forEachGate(panel) { row, column in
            (to + column).pack(
              MatrixOperand(pointer: from + row * columns, stride: columns, isTransposed: true),
              filled: (columns, PanelSize.units(panel, of: hidden)),
              rows: panels * PanelSize.units, width: PanelSize.units, step: PanelSize.columns)
          }
          to += panels * PanelSize.units * PanelSize.columns
        }
      }
    }
    return result
  }

  /// The reverse of `joined`, for gradients: W_ih and W_hh.
  func separated<T: ProductElement>(_ joined: RightPanels<T>) -> (NDArray, NDArray) {
    let inputWeight = NDArray(uninitialized: [4 * hidden, inputs], T.dtype)
    let hiddenWeight = NDArray(uninitialized: [4 * hidden, hidden], T.dtype)
    forEachBlock(hiddenPanels) { panel in
      var from = UnsafePointer(joined.pointer(panel: panel))
      for (weight, panels) in parts(inputWeight, hiddenWeight) {
        let (to, columns) = (weight.sharedElements(as: T.self), weight.dims[1])
        forEachGate(panel) { row, column in
          MatrixOperand(pointer: from + column, stride: PanelSize.columns, isTransposed: true).copy(
            rows: PanelSize.units(panel, of: hidden), columns: columns, to: to + row * columns,
            step: columns)
        }
        from += panels * PanelSize.units * PanelSize.columns
      }
    }
    return (inputWeight, hiddenWeight)
  }

  /// A weight [4H, columns] in right panels, its rows in the order of gate panels: what the gradients of the
  /// pre-activations are multiplied with.
  func inGateOrder<Operand: PanelOperand>(_ weight: NDArray, _: Operand.Type) -> RightPanels<
    Operand
  > {
    let columns = weight.dims[1]
    let depth = hiddenPanels * PanelSize.columns
    let result = RightPanels<Operand>(PanelSize.rightCount(columns), depth: depth)
    forEachBlock(PanelSize.rightCount(columns)) { right in
      let left = right * PanelSize.columns
      let from = weight.elements(as: Operand.Sum.self) + left
      Operand.packRightPanel(depth: depth, to: result.pointer(panel: right)) { to in
        for panel in 0..<hiddenPanels {
          forEachGate(panel) { row, position in
            (to + (panel * PanelSize.columns + position) * PanelSize.columns).pack(
              MatrixOperand(pointer: from + row * columns, stride: columns),
              filled: (
                PanelSize.units(panel, of: hidden), Swift.min(PanelSize.columns, columns - left)
              ),
              rows: PanelSize.units, width: PanelSize.columns, step: PanelSize.columns)
          }
        }
      }
    }
    return result
  }

  /// A bias [4H] in the order of gate panels; zeros if there is none.
  func biasInGateOrder<T: ProductElement>(_ bias: NDArray?, _: T.Type) -> NDArray {
    let result = NDArray.zeros([hiddenPanels * PanelSize.columns], dtype: T.dtype)
    guard let bias else { return result }
    let (from, to) = (bias.elements(as: T.self), result.sharedElements(as: T.self))
    for panel in 0..<hiddenPanels {
      forEachGate(panel) { row, column in
        (to + panel * PanelSize.columns + column)
          .update(from: from + row, count: PanelSize.units(panel, of: hidden))
      }
    }
    return result
  }

  /// The gradient of the bias [4H], from its parts [blocks][64 * hiddenPanels].
  func biasGradient<T: ProductElement>(_ parts: NDArray, _: T.Type) -> NDArray {
    let sums = parts.sum(dim: 0)
    let result = NDArray(uninitialized: [4 * hidden], T.dtype)
    let (from, to) = (sums.elements(as: T.self), result.sharedElements(as: T.self))
    withExtendedLifetime(sums) {
      for panel in 0..<hiddenPanels {
        forEachGate(panel) { row, column in
          (to + row).update(
            from: from + panel * PanelSize.columns + column,
            count: PanelSize.units(panel, of: hidden))
        }
      }
    }
    return result
  }
}
