import ApusTensor

/// The C function of a rule's step for each type; `optimizer_steps.h` says what the functions do.
/// Unchecked: C functions have no state.
struct CompiledStep<Options>: @unchecked Sendable {
  typealias Function<T> = (
    _ from: Int, _ to: Int, UnsafeMutablePointer<T>, UnsafePointer<T>,
    _ state: UnsafePointer<UnsafeMutablePointer<T>?>, UnsafePointer<Options>
  ) -> Void

  private let name: String
  private let float: Function<Float>, double: Function<Double>

  /// - Parameter name: the optimizer's, for messages.
  init(_ name: String, _ float: @escaping Function<Float>, _ double: @escaping Function<Double>) {
    (self.name, self.float, self.double) = (name, float, double)
  }

  func callAsFunction(
    _ parameter: inout NDArray, gradient: NDArray, state: inout [NDArray?], uses: [Bool],
    _ options: Options
  ) {
    withUnsafePointer(to: options) {
      nonisolated(unsafe) let options = $0
      parameter.step(
        name, gradient: gradient, state: &state, uses: uses,
        { float($0, $1, $2, $3, $4, options) }, { double($0, $1, $2, $3, $4, options) })
    }
  }
}
