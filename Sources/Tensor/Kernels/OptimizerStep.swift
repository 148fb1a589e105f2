/// The C function of an optimizer's step for each type; `optimizer_steps.h` says what the functions do.
/// Unchecked: C functions have no state.
package struct OptimizerStep<Options: Sendable>: @unchecked Sendable {
  package typealias Function<T> = (
    _ from: Int, _ to: Int, UnsafeMutablePointer<T>, UnsafePointer<T>,
    _ state: UnsafePointer<UnsafeMutablePointer<T>?>, UnsafePointer<Options>
  ) -> Void

  private let name: String
  private let float: Function<Float>, double: Function<Double>

  /// - Parameter name: the optimizer's, for messages.
  package init(
    _ name: String, _ float: @escaping Function<Float>, _ double: @escaping Function<Double>
  ) {
    (self.name, self.float, self.double) = (name, float, double)
  }

  /// Changes `parameter` and `state` in place, on as many threads as are set.
  ///
  /// - Parameters:
  ///   - state: the rule's arrays in the order that C expects, each like the parameter.
  ///   - uses: which of them these options use, of which none may be nil; C gets NULL for the others.
  package func callAsFunction(
    _ parameter: inout NDArray, gradient: NDArray, state: inout [NDArray?], uses: [Bool],
    _ options: Options
  ) {
    let gradient = gradient.contiguous()
    func run<T: FloatingElement>(_ function: @escaping Function<T>) {
      let (p, g) = (parameter.ownElements(T.self), gradient.elements(as: T.self))
      let arrays = uses.indices.map { uses[$0] ? state[$0]?.ownElements(T.self) : nil }
      arrays.withUnsafeBufferPointer { arrays in
        withUnsafePointer(to: options) { options in
          let step = Shareable { function($0, $1, p, g, arrays.baseAddress!, options) }
          forEachBlock(ofElements: gradient.count) { range, _ in
            step.run(range.lowerBound, range.upperBound)
          }
        }
      }
      withExtendedLifetime(gradient) {}
    }
    parameter.dtype.floating(name, { run(float) }, { run(double) })
  }
}

/// Unchecked: what it writes to is its own part of the memory.
private struct Shareable: @unchecked Sendable {
  let run: (_ from: Int, _ to: Int) -> Void
}

extension NDArray {
  /// This array's own memory, copied first where it is shared; valid as long as the array lives and is
  /// not assigned to.
  mutating func ownElements<T: FloatingElement>(_: T.Type) -> UnsafeMutablePointer<T> {
    withMutableElements(as: T.self) { $0.baseAddress! }
  }
}
