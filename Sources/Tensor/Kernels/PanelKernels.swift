import CApusKernels

/// The functions of `panel_kernels.h` for one kind of operand and one instruction set; what they do stands there.
/// Unchecked: C functions have no state.
struct PanelKernels<Operand: PanelOperand>: @unchecked Sendable {
  typealias Input = UnsafePointer<Operand>
  typealias Output = UnsafeMutablePointer<Operand>
  typealias Sums = UnsafePointer<Operand.Sum>
  typealias SumsOut = UnsafeMutablePointer<Operand.Sum>

  let rowProduct: (Int, Int, Int, Input, Int, Input, Int32, SumsOut, Int) -> Void
  let gateProduct: (Int, Int, Int, Input, Int, Input, SumsOut, Int) -> Void
  let addTransposed: (Int, Int, Input, Int, Input, SumsOut) -> Void
  let lstmInput: (UnsafePointer<k_lstm_input>) -> Void
  let lstmForward: (UnsafePointer<k_lstm_forward>) -> Void
  let lstmBackward: (UnsafePointer<k_lstm_backward>) -> Void
}

extension PanelKernels<Float> {
  init(_ table: k_panel_kernels_f32) {
    self.init(
      rowProduct: table.row_product, gateProduct: table.gate_product,
      addTransposed: table.add_transposed, lstmInput: table.lstm_input,
      lstmForward: table.lstm_forward, lstmBackward: table.lstm_backward)
  }
}

extension PanelKernels<Double> {
  init(_ table: k_panel_kernels_f64) {
    self.init(
      rowProduct: table.row_product, gateProduct: table.gate_product,
      addTransposed: table.add_transposed, lstmInput: table.lstm_input,
      lstmForward: table.lstm_forward, lstmBackward: table.lstm_backward)
  }
}

extension PanelKernels<BFloat16Pair> {
  init(_ table: k_panel_kernels_bf16) {
    self.init(
      rowProduct: table.row_product, gateProduct: table.gate_product,
      addTransposed: table.add_transposed, lstmInput: table.lstm_input,
      lstmForward: table.lstm_forward, lstmBackward: table.lstm_backward)
  }
}
