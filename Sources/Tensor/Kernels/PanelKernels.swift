import CKernels

/// The functions of `panel_kernels.h` for one instruction set; what they do stands there. Unchecked: C functions
/// have no state.
struct PanelKernels<T>: @unchecked Sendable {
  typealias Input = UnsafePointer<T>
  typealias Output = UnsafeMutablePointer<T>
  typealias LSTMShape = UnsafePointer<k_lstm_shape>

  let rowProduct: (Int, Int, Int, Input, Int, Input, Int32, Output, Int) -> Void
  let gateProduct: (Int, Int, Int, Input, Int, Input, Output, Int) -> Void
  let addTransposed: (Int, Int, Input, Int, Input, Output) -> Void
  let lstmForward: (LSTMShape, Input, Input, Input, Input, Output, Output, Output, Output) -> Void
  let lstmBackward:
    (
      LSTMShape, Input?, Input, Input?, Input?, Input, Input, Input, Output, Output, Output
    ) -> Void
}

extension PanelKernels<Float> {
  init(_ table: k_panel_kernels_f32) {
    self.init(
      rowProduct: table.row_product, gateProduct: table.gate_product,
      addTransposed: table.add_transposed, lstmForward: table.lstm_forward,
      lstmBackward: table.lstm_backward)
  }
}

extension PanelKernels<Double> {
  init(_ table: k_panel_kernels_f64) {
    self.init(
      rowProduct: table.row_product, gateProduct: table.gate_product,
      addTransposed: table.add_transposed, lstmForward: table.lstm_forward,
      lstmBackward: table.lstm_backward)
  }
}
